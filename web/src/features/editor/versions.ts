import type { SpecSummary } from '@/api/types'

/** The version that is offered, else the newest. */
export const currentVersion = (specs: SpecSummary[] | undefined): string | undefined => (specs?.find((spec) => spec.is_active) ?? specs?.[0])?.version
