// What of docs/design/interfaces.md can be measured on any page, in one go. Each shortcoming begins with the line of the checklist it falls short of.
import type { Page } from '@playwright/test'

export interface Look {
  /** As narrow as a small phone: there targets are larger. */
  phone: boolean
}

export async function shortcomings(page: Page, { phone }: Look): Promise<string[]> {
  const found: string[] = []
  // K2, with the key itself: whoever has done nothing yet comes to the skip link first.
  const above = await page.locator('[role=dialog], [role=menu]').count() > 0
  if (!above && await page.getByRole('link', { name: 'Skip to content' }).count()) {
    await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur() })
    await page.keyboard.press('Tab')
    const first = await page.evaluate(() => document.activeElement?.textContent)
    if (first !== 'Skip to content') found.push(`K2: the first Tab comes to ${first?.slice(0, 40) ?? 'nothing'}`)
  } else await page.keyboard.press(above ? 'F2' : 'Tab')
  found.push(...await page.evaluate(measure, { phone }))
  return found
}

/** Runs in the page. */
function measure({ phone }: { phone: boolean }): string[] {
  const SIZES = new Set([11, 12, 13, 15, 17, 18, 22, 30])
  const WEIGHTS = new Set(['400', '500', '600'])
  /** Figures and what belongs to them. */
  const NUMBER = /^(at least |≥ ?)?[−-]?\$?[\d.,]+ ?(%|k|M|B|KB|MB|GB|ms|s|min|h|d)?( \d+ (s|min|h))?$/
  const found: string[] = []
  const seen = new Set<string>()
  const say = (line: string, of: Element, what: string) => {
    const name = `${of.tagName.toLowerCase()} “${(of.getAttribute('aria-label') ?? of.textContent).trim().slice(0, 40)}”`
    const text = `${line}: ${name} ${what}`
    if (!seen.has(text)) found.push(text)
    seen.add(text)
  }
  const isShown = (of: Element) => of.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isForReaders(of)
  /** Only for screen readers. */
  const isForReaders = (of: Element) => {
    const { width, height } = of.getBoundingClientRect()
    return of.closest('.sr-only') !== null || width <= 1 || height <= 1
  }
  const all = [...document.body.querySelectorAll('*')].filter((of) => !of.closest('svg, iframe'))
  const ownText = (of: Element) => [...of.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim()).map((node) => node as Text)

  // H5: the type scale.
  const regions = new Map<Element, { sizes: Set<string>; weights: Set<string> }>()
  for (const of of all) {
    const isControl = of.matches('input:not([type=checkbox], [type=radio], [type=file]), textarea, select')
    if (of.matches('option, script, style, noscript') || (!isControl && ownText(of).length === 0) || !isShown(of)) continue
    const style = getComputedStyle(of)
    const size = Math.round(parseFloat(style.fontSize) * 100) / 100
    if (!SIZES.has(size)) say('H5', of, `is set in ${size} px`)
    if (!WEIGHTS.has(style.fontWeight)) say('H5', of, `has the weight ${style.fontWeight}`)
    const region = of.closest('h1, h2, h3, header, nav, aside, table, [role=table], [role=listbox], ul, ol, dl, form, section, .prose, .cm-editor, [role=dialog], main, body') ?? document.body
    const kept = regions.get(region) ?? { sizes: new Set(), weights: new Set() }
    kept.sizes.add(`${size}`)
    kept.weights.add(style.fontWeight)
    regions.set(region, kept)
  }
  for (const [region, { sizes, weights }] of regions) {
    if (region.matches('.prose')) continue
    if (sizes.size > 3) say('H5', region, `has ${sizes.size} sizes: ${[...sizes].sort().join(', ')}`)
    if (weights.size > 2) say('H5', region, `has ${weights.size} weights: ${[...weights].sort().join(', ')}`)
  }

  // H7: lines of prose.
  for (const of of all) {
    if (!of.matches('p, .prose li, .prose blockquote, [class*="ch]"]') || of.querySelector('p, li, table, pre') || (of.textContent.length < 72) || of.closest('table, [role=table], pre, [role=alert]:not(main *)') || !isShown(of)) continue
    const lines = new Map<number, number>()
    const range = document.createRange()
    const walker = document.createTreeWalker(of, NodeFilter.SHOW_TEXT)
    let counted = 0
    for (let node = walker.nextNode(); node && counted < 1500; node = walker.nextNode()) {
      if (node.parentElement?.closest('.sr-only, svg')) continue
      for (const { 0: word, index } of (node.nodeValue ?? '').matchAll(/\S+\s*/g)) {
        range.setStart(node, index)
        range.setEnd(node, index + word.trimEnd().length)
        const line = Math.round((range.getClientRects()[0]?.bottom ?? 0) / 8)
        lines.set(line, (lines.get(line) ?? 0) + word.length)
        counted += word.length
      }
    }
    const longest = Math.max(...lines.values())
    if (longest > 73) say('H7', of, `has a line of ${longest} characters`)
  }

  // K2: the focus ring, and the order of the controls. The last thing pressed was a key, so that focus is shown.
  const controls = all.filter((of): of is HTMLElement => of instanceof HTMLElement && of.matches('a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]:not([tabindex="-1"])')
    && of.checkVisibility({ visibilityProperty: true }) && of.closest('[aria-hidden=true], [inert]') === null)
  const before = document.activeElement
  const modal = document.querySelector('[role=dialog], [role=menu]')
  for (const of of controls) {
    if (modal && !modal.contains(of)) continue
    if (of.tabIndex > 0) say('K2', of, 'stands out of the order')
    if (of.closest('.cm-editor') || of.textContent === 'Skip to content') continue
    of.focus({ preventScroll: true })
    if (document.activeElement !== of) continue
    const rings = [[of, null], [of, '::after'], [of.closest('label'), null], [of.parentElement, null]] as const
    const ring = rings.find(([element, pseudo]) => {
      if (!element) return false
      const { outlineStyle, outlineWidth } = getComputedStyle(element, pseudo)
      return outlineStyle !== 'none' && outlineStyle !== 'auto' && parseFloat(outlineWidth) >= 2
    })
    if (!ring) { say('K2', of, 'shows no focus'); continue }
    const [element, pseudo] = ring
    if (!element || pseudo) continue
    // A ring outside its element must not be cut off.
    const reach = parseFloat(getComputedStyle(element).outlineOffset) + 2
    if (reach <= 0) continue
    const box = element.getBoundingClientRect()
    for (let frame = element.parentElement; frame && frame !== document.documentElement; frame = frame.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(frame)
      const cut = frame.getBoundingClientRect()
      const sides = [overflowX !== 'visible' && (box.left - reach < cut.left - 0.5 || box.right + reach > cut.right + 0.5) && frame.scrollWidth <= frame.clientWidth, overflowY !== 'visible' && (box.top - reach < cut.top - 0.5 || box.bottom + reach > cut.bottom + 0.5) && frame.scrollHeight <= frame.clientHeight]
      if (sides.some(Boolean)) { say('K2', of, `has its focus ring cut off by ${frame.tagName.toLowerCase()}.${frame.className.slice(0, 40)}`); break }
      if (position === 'fixed') break
    }
  }
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  // Each control stands below or to the right of the one before it, unless a new column begins.
  const main = document.querySelector('main')
  const inMain = controls.filter((of) => main?.contains(of) && isShown(of) && !of.closest('.cm-editor, [role=table], table'))
  inMain.forEach((of, index) => {
    const last = inMain[index - 1]
    if (!last || getComputedStyle(of).position === 'absolute') return
    const [a, b] = [last.getBoundingClientRect(), of.getBoundingClientRect()]
    if (b.bottom <= a.top && b.left < a.right) say('K2', of, `comes after “${last.textContent.trim().slice(0, 30)}” but stands above it`)
  })

  // K4: nothing is told by a hover alone.
  for (const of of document.querySelectorAll('[title]')) if (!of.matches('time, iframe, abbr') && !of.closest('svg, .cm-editor')) say('K4', of, `tells “${of.getAttribute('title') ?? ''}” to a pointer only`)

  // L5: with reduced motion nothing moves.
  for (const animation of document.getAnimations()) if (animation.playState === 'running' && animation.effect instanceof KeyframeEffect && animation.effect.target) say('L5', animation.effect.target, 'moves')

  // T1 and T2.
  for (const cell of document.querySelectorAll('td, [role=cell]')) {
    if (!isShown(cell) || cell.closest('.prose')) continue
    const text = cell.textContent.trim()
    const style = getComputedStyle(cell)
    const inner = cell.querySelector('.num') ?? cell
    if (NUMBER.test(text)) {
      if (style.textAlign !== 'right' && style.justifySelf !== 'end' && style.justifySelf !== 'flex-end') say('T1', cell, 'is a number and not set to the right')
      if (!getComputedStyle(inner).fontVariantNumeric.includes('tabular-nums')) say('T1', cell, 'is a number without tabular figures')
    }
  }
  for (const of of all) {
    if (!isShown(of) || of.closest('pre, .prose, .cm-editor, option') || !ownText(of).some((node) => node.nodeValue?.trim() === '–')) continue
    if (!of.closest('[role=option]') && (of.closest('[tabindex="0"]') === null || !/–\s+\S/.test(of.textContent))) say('T2', of, 'is unknown without a reason')
  }
  // T3: headers stay.
  for (const head of document.querySelectorAll('main th[scope=col], main [role=columnheader]')) {
    if (!isShown(head) || head.closest('.prose, [role=region] table.table-fixed')) continue
    if (getComputedStyle(head).position !== 'sticky' && getComputedStyle(head.closest('[role=rowgroup]') ?? head).position !== 'sticky') say('T3', head, 'does not stay')
  }
  for (const table of document.querySelectorAll('[role=table]')) if (table.querySelectorAll('[role=row]').length > 80) say('T4', table, 'keeps rows in the document that nobody sees')
  // What has a row of columns has room for them.
  for (const row of document.querySelectorAll('[role=table] [role=row]')) if (row.scrollWidth > row.clientWidth + 1) say('M1', row, `is ${row.scrollWidth - row.clientWidth} px wider than its table`)

  // T6: times.
  for (const time of document.querySelectorAll('time')) {
    const exact = time.getAttribute('title')
    if (!exact || !time.textContent.includes(exact)) say('T6', time, 'has no exact time')
  }

  // F1: label, help, control, error, from top to bottom.
  for (const control of document.querySelectorAll<HTMLInputElement>('form :is(input:not([type=checkbox], [type=radio], [type=file]), textarea, select)')) {
    const label = control.labels?.[0]
    if (!label || !isShown(control)) { if (!label) say('F1', control, 'has no label'); continue }
    const box = control.getBoundingClientRect()
    if (label.getBoundingClientRect().bottom > box.top + 1) say('F1', control, 'has its label beside it')
    for (const id of (control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)) {
      const told = document.getElementById(id)?.getBoundingClientRect()
      if (!told || (id.endsWith('-help') ? told.bottom > box.top + 1 : told.top < box.bottom - 1)) say('F1', control, `has its ${id.endsWith('-help') ? 'help below' : 'error above'} it`)
    }
  }

  // M1: targets.
  if (phone) {
    for (const of of controls) {
      if (!isShown(of) && !of.matches('input[type=radio], input[type=checkbox]')) continue
      if (of.matches('[role=region], [role=tabpanel], [role=listbox], pre, iframe, [tabindex="0"]:not(button, a, input, select, textarea)') || of.closest('.cm-editor, .prose') || of.textContent === 'Skip to content') continue
      if (modal && !modal.contains(of)) continue
      const label = (of as HTMLInputElement).labels?.[0] ?? of.closest('label')
      const boxes = [of, ...(label && of.matches('input') ? [label] : [])].map((element) => element.getBoundingClientRect())
      const after = getComputedStyle(of, '::after')
      if (after.position === 'absolute' && after.content !== 'none') boxes.push((of.closest('tr, [role=row]') ?? of).getBoundingClientRect())
      const wanted = of.closest('table, [role=table], [role=listbox]') ? 24 : 40
      const height = Math.max(...boxes.map((box) => box.height))
      const width = Math.max(...boxes.map((box) => box.width))
      // A word in a line of text is as wide as it is.
      if (height < wanted - 0.5 || width < (of.matches('a, td button') && getComputedStyle(of).display === 'inline' ? 16 : wanted) - 0.5) say('M1', of, `is a target of ${Math.round(width)} × ${Math.round(height)} px`)
    }
  }

  // M2: outlines of controls, 3 : 1.
  const channels = (color: string) => /rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)/.exec(color)?.slice(1).map((part: string | undefined) => Number(part ?? 1))
  const light = (color: string) => {
    const [r = 0, g = 0, b = 0] = (channels(color) ?? []).map((value) => { const share = value / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4 })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (of: Element | null): string => {
    for (let element = of; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor
      if ((channels(color)?.[3] ?? 1) === 1 && color !== 'transparent') return color
    }
    return 'rgb(255, 255, 255)'
  }
  for (const of of all) {
    if (!of.matches('button, input:not([type=checkbox], [type=radio], [type=file]), select, textarea, [role=switch] > span') || !isShown(of) || of.matches(':disabled, :disabled *') || of.closest('.cm-editor')) continue
    const style = getComputedStyle(of)
    if (['Top', 'Right', 'Bottom', 'Left'].some((side) => parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`)) === 0)) continue
    const [one, two] = [light(style.borderTopColor), light(ground(of.parentElement))].sort((a, b) => b - a)
    const contrast = ((one ?? 0) + 0.05) / ((two ?? 0) + 0.05)
    if (contrast < 3) say('M2', of, `has an outline of ${contrast.toFixed(2)} : 1`)
  }

  // One title.
  const titles = [...document.querySelectorAll('h1')].filter((title) => !title.closest('.prose')).length
  if (titles !== 1) found.push(`H1: ${titles} titles of the page`)
  return found
}
