import { describe, expect, test } from 'vitest'
import { ago, bytes, compact, duration, formats, times, usd } from './format'

describe('money', () => {
  test.each([[null, '–'], [0, '$0.00'], [12.5, '$12.50'], [0.0843, '$0.084'], [0.000312, '$0.00031'], [0.00000045, '$0.00000045']])('%j is %s', (amount, text) => expect(usd(amount)).toBe(text))
})
test.each([[950, '950'], [12_400, '12.4k'], [999_600, '1M'], [3_100_000, '3.1M']])('%j tokens are %s', (value, text) => expect(compact(value)).toBe(text))
test.each([[null, '–'], [412, '412 ms'], [6400, '6.4 s'], [59_700, '1 min 00 s'], [64_000, '1 min 04 s'], [359_900, '6 min 00 s'], [7_380_000, '2 h 03 min']])('%j ms are %s', (value, text) => expect(duration(value)).toBe(text))
test.each([[900, '900 B'], [2048, '2 KB'], [1_572_864, '1.5 MB']])('%j bytes are %s', (value, text) => expect(bytes(value)).toBe(text))
test('times are said as people say them', () => {
  const now = Date.UTC(2026, 0, 2)
  expect([ago(new Date(now - 1000), now), ago(new Date(now - 120_000), now), ago(new Date(now - 86_400_000), now)]).toEqual(['just now', '2 minutes ago', 'yesterday'])
})
test.each([['3-5 min', '3–5 min'], ['12min', '12 min'], ['about 2h', 'about 2 h'], ['G10-min', 'G10-min'], ['quick', 'quick']])('the time %j is set as %s', (text, set) => expect(times(text)).toBe(set))
test('formats are said in words', () => expect(formats(['html', 'markdown', 'pdf', 'epub'])).toBe('Web page, Markdown, PDF, EPUB'))
