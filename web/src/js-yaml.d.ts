// The little of js-yaml that is used here.
declare module 'js-yaml' {
  interface Schema { readonly isYamlSchema: never }
  export const CORE_SCHEMA: Schema
  export function load(text: string, options?: { schema?: Schema }): unknown
  export class YAMLException extends Error {
    readonly reason: string
    readonly mark?: { line: number; column: number }
  }
}
