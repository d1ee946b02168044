import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { useMemo } from 'react'

/** Rendered Markdown. HTML inside it is shown as text and dangerous links are emptied: that is micromark's default, and we rely on it. */
export default function Markdown({ text }: { text: string }) {
  const html = useMemo(() => micromark(withoutFrontMatter(text), { extensions: [gfm()], htmlExtensions: [gfmHtml()] }), [text])
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
}

/** The header of an audit is for machines; readers get the text below it. */
const withoutFrontMatter = (text: string) => text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '')
