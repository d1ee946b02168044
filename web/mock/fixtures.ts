// Made-up data in the shapes of the API, for looking at every page without a server.
import type {
  Agent, Artifact, Check, Costs, Decision, Delivery, GateAttempt, Health, IntentField, Json, Model, Overview, Phase, Price, Run, Settings, SpecSummary,
  Template, TemplateDetail, User, Webhook,
} from '../src/api/types'

const HOUR = 3_600_000
const started = Date.now()
export const before = (ms: number) => new Date(started - ms).toISOString()

/** A gate attempt; tests override what they speak of. */
export function gate(of: Partial<GateAttempt> = {}): GateAttempt {
  const id = of.gate_id ?? 'G1'
  const attempt = of.attempt_number ?? 1
  return {
    id: `${id}-${attempt}`, gate_id: id, gate_name: 'Intake Approval', phase: 'intake', gate_order: 1, stage_id: 'stage-intent-parse', status: 'pending',
    attempt_number: attempt, max_attempts: 3, agent_slug: null, model_id: null, model_provider: null, tokens_in: 0, tokens_out: 0, cost_usd: null,
    duration_ms: 0, validation_results: [], fail_codes: [], cause: 'ready', superseded: false, awaiting_approval: false, decision: null, decided_by: null,
    decided_via: null, decision_reason: null, started_at: null, completed_at: null, ...of,
  }
}

interface StageOf {
  id: string
  name: string
  stage: string
  phase: Phase
  agent: string
  model: string | null
  seconds: number
  files: string[]
}

export const STAGES: StageOf[] = [
  { id: 'G1', name: 'Intake Approval', stage: 'Intent Parsing', phase: 'intake', agent: 'intent-parser', model: 'claude-haiku-3.5', seconds: 6, files: ['intake/intent.json'] },
  { id: 'G2', name: 'Research Complete', stage: 'Source Research', phase: 'research', agent: 'lexicon-researcher', model: null, seconds: 1.2, files: ['research/dossier.json', 'research/SOURCES.md', 'research/ETYMOLOGY.md', 'research/QUOTATIONS.md'] },
  { id: 'G3', name: 'Sources Verified', stage: 'Source Verification', phase: 'research', agent: 'source-auditor', model: null, seconds: 0.7, files: ['research/VERIFICATION.md'] },
  { id: 'G4', name: 'Outline Approval', stage: 'Outline', phase: 'design', agent: 'outline-architect', model: 'claude-sonnet-4', seconds: 14, files: ['design/outline.json', 'design/OUTLINE.md'] },
  { id: 'G5', name: 'Visual Direction', stage: 'Visual Spec', phase: 'design', agent: 'visual-director', model: 'claude-haiku-3.5', seconds: 7, files: ['design/visual-spec.json'] },
  { id: 'G6', name: 'Content Complete', stage: 'Narrative Drafting', phase: 'production', agent: 'essay-writer', model: 'claude-sonnet-4', seconds: 64, files: ['content/draft.md'] },
  { id: 'G7', name: 'Citation Audit', stage: 'Citation Audit', phase: 'audit', agent: 'citation-auditor', model: null, seconds: 0.9, files: ['audit/CITATION-AUDIT.md', 'audit/BIBLIOGRAPHY.md'] },
  { id: 'G8', name: 'Formats Complete', stage: 'Output Formatting', phase: 'production', agent: 'typesetter', model: null, seconds: 1.4, files: ['essay.html', 'essay.md', 'essay.pdf'] },
  { id: 'G9', name: 'Quality Assurance', stage: 'QA Verification', phase: 'audit', agent: 'qa-auditor', model: null, seconds: 0.6, files: ['QA-REPORT.md'] },
  { id: 'G10', name: 'Publication', stage: 'Publication', phase: 'publication', agent: 'publisher', model: null, seconds: 0.3, files: ['MANIFEST.json'] },
]

// Texts
export const DRAFT = `# Villain

## From the farm

The word *villain* came into English from Old French **vilain**, a man bound to the land, and that from Late Latin *villanus*, one who worked on a *villa*.

> A villain was no more than a farm servant.

It named a station before it named a fault. In þe oldest uses nobody is wicked: he is only poor.

## The fall of a word

By the sixteenth century the word had slid from rank to character. Shakespeare, as quoted by Johnson, lets a man "smile, and smile, and be a villain".
Some 4,000 plays of the period use it so.
`

/** The bytes of a passage in a text. */
function spanOf(needle: string, text: string) {
  const bytes = new TextEncoder()
  const start = bytes.encode(text.slice(0, text.indexOf(needle))).length
  return { start, end: start + bytes.encode(needle).length }
}

const ESSAY = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Villain</title>
<style>:root{--paper:#f7f2e8;--ink:#2b2118;--accent:#8a3b1e}@media(prefers-color-scheme:dark){:root{--paper:#1d1712;--ink:#eadfce;--accent:#e19a74}}
body{margin:0;background:var(--paper);color:var(--ink);font:19px/1.65 Georgia,"Liberation Serif",serif}header{padding:14vh 8vw 8vh;border-bottom:1px solid currentColor}
h1{font-size:clamp(64px,14vw,150px);line-height:1;margin:0;letter-spacing:-.03em}h2{color:var(--accent);font-size:34px;margin-top:2.2em}main{max-width:34em;padding:2em 8vw 20vh}
blockquote{border-left:4px solid var(--accent);margin:2em 0;padding-left:1.2em;font-style:italic}nav a{color:inherit;margin-right:1.2em}sup{color:var(--accent)}</style></head>
<body><header><p>A word and its history</p><h1>villain</h1><nav><a href="#farm">From the farm</a><a href="#fall">The fall of a word</a></nav></header><main>
<h2 id="farm">From the farm</h2><p>The word came into English from Old French <em>vilain</em>, a man bound to the land, and that from Late Latin <em>villanus</em>, one who worked on a <em>villa</em>.<sup>1</sup></p>
<blockquote>A villain was no more than a farm servant.</blockquote><p>It named a station before it named a fault. In the oldest uses nobody is wicked: he is only poor.<sup>2</sup></p>
<div style="height:70vh"></div><h2 id="fall">The fall of a word</h2><p>By the sixteenth century the word had slid from rank to character.<sup>3</sup></p>
<script>document.body.innerHTML = 'A script ran'</script></main></body></html>`

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 1400" width="900" height="1400"><rect width="900" height="1400" fill="#f7f2e8"/><text x="80" y="260" font-family="Georgia, serif" font-size="160" fill="#8a3b1e">knave</text><path d="M80 340h740M80 700h740M80 1060h740" stroke="#2b2118" stroke-width="3"/></svg>'

export function fileText(path: string): string {
  switch (path) {
    case 'essay.html':
      return ESSAY
    case 'content/draft.md':
    case 'essay.md':
      return DRAFT
    case 'intake/intent.json':
      return JSON.stringify({ word: 'villain', angle: 'etymology', audience: 'general', length: '12min', search_terms: ['villain', 'villein', 'vilain'], chapter_budget: 5, quotation_budget: 6 })
    case 'QA-REPORT.md':
      return '---\ngate: G9\nstatus: PASS\nscore: 0.98\n---\n# QA report\n\n| check | severity | result |\n|---|---|---|\n| Sources | critical | pass |\n| Citations | critical | pass |\n| Readability | warning | pass |\n'
    case 'infographic.svg':
      return PICTURE
    case 'essay.pdf':
      return '%PDF-1.4\n%%EOF\n'
    default:
      return path.endsWith('.json') ? JSON.stringify({ made_for: path }, null, 2) : `# ${path}\n\nMade-up text of this file, with a [link](https://example.org) and a list:\n\n- one\n- two\n`
  }
}

export function prompt(stage: StageOf, attempt: number): string {
  const lines = [
    '# Agent', '', 'You write for people who like language: clear sentences, concrete words, no padding, no drum rolls.',
    'You know only what the dossier says. You never supply a year, a cause, an anecdote or a cognate from memory.', '', '# Instructions', '',
    `Work on "${stage.stage}" for the word "villain", for a general audience.`, ...Array.from({ length: 24 }, (_, index) => `Source [${index + 1}]: Webster 1913, villain, sense ${index + 1}.`),
  ]
  if (attempt > 1) lines.push('', '# What failed in attempt 1', '', 'quote_fidelity at content/draft.md:13: the quotation is not in its source.', 'Found: "4,000 plays of the period". Quote exactly or leave it out.')
  return lines.join('\n')
}

export function output(stage: StageOf, attempt: number): string {
  if (stage.id !== 'G6') return JSON.stringify({ files: stage.files, attempt }, null, 2)
  return attempt === 1 ? DRAFT : DRAFT.replace('It named a station before it named a fault.', 'It named a station, and only later a fault.').replace('the word had slid', 'it had slid')
}

export function checks(stage: StageOf, outcome: 'pass' | 'fail' | 'warn', attempt = 1): Check[] {
  const list: Check[] = stage.files.map((target) => ({ type: 'file_exists', target, severity: 'error', passed: true, message: `${target} is there.` }))
  list.push({ type: 'not_empty', target: stage.files[0] ?? '', severity: 'error', passed: true, message: 'At least 20 bytes.' })
  if (stage.id === 'G6') {
    list.push({ type: 'citations_resolve', target: 'content/draft.md', severity: 'error', passed: true, score: 1, message: 'All 14 citations resolve.' })
    list.push(outcome === 'fail'
      ? {
          type: 'quote_fidelity', target: 'content/draft.md', severity: 'error', passed: false, score: 0.83, fail_code: 'QUOTE_NOT_FOUND',
          message: 'Expected every quotation in its cited source. 1 of 6 is in none of them: "smile, and smile, and be a villain" is cited to source 4, which does not have it. Quote exactly, or cite the source that has it.',
          evidence: [{ path: 'content/draft.md', span: spanOf('"smile, and smile, and be a villain"', output(stage, attempt)), line: 13, excerpt: '"smile, and smile, and be a villain"' }],
        }
      : { type: 'quote_fidelity', target: 'content/draft.md', severity: 'error', passed: true, score: 1, message: 'All 5 quotations are in their sources.' })
    if (outcome === 'fail') {
      list.push({
        type: 'numbers_supported', target: 'content/draft.md', severity: 'error', passed: false, fail_code: 'NUMBER_UNSUPPORTED', message: 'No source has the number 4,000.',
        evidence: [{ path: 'content/draft.md', span: spanOf('4,000', output(stage, attempt)), line: 14, excerpt: '4,000' }],
      })
    }
  }
  if (outcome === 'warn') list.push({ type: 'min_sources', target: 'research/SOURCES.md', severity: 'warning', passed: false, fail_code: 'VALIDATION_FAILED', message: 'Found 6 sources, wanted 8 for depth standard.', evidence: [{ path: 'research/SOURCES.md', excerpt: '6 sources' }] })
  return list
}

// People
export const ADMIN: User = { id: 'u-admin', email: 'ada@example.org', display_name: 'Ada Keller', avatar_url: null, role: 'admin', roles: ['admin'], status: 'active', created_at: before(2000 * HOUR), last_sign_in_at: before(HOUR), runs_total: 41 }
export const USER: User = { id: 'u-user', email: 'tom@example.org', display_name: 'Tom Reyes', avatar_url: null, role: 'user', roles: ['user'], status: 'active', created_at: before(700 * HOUR), last_sign_in_at: before(5 * HOUR), runs_total: 7 }
export const USERS: User[] = [
  ADMIN, USER,
  { ...USER, id: 'u-3', email: 'mei.lin@example.org', display_name: 'Mei Lin', runs_total: 23, last_sign_in_at: before(40 * HOUR) },
  { ...USER, id: 'u-4', email: 'b.osei@example.org', display_name: null, runs_total: 0, last_sign_in_at: null },
  { ...USER, id: 'u-5', email: 'lena@example.org', display_name: 'Lena Vogt', status: 'suspended', runs_total: 3, last_sign_in_at: before(900 * HOUR) },
]

// Catalogue
const ETYMOLOGY_SCHEMA: IntentField[] = [
  { field: 'word', type: 'string', required: true, description: 'The word to research', max_length: 60, known_to: 'dictionary' },
  { field: 'angle', type: 'enum', options: ['etymology', 'cultural', 'linguistic', 'historical'], default: 'etymology', description: 'What the essay stresses' },
  { field: 'audience', type: 'enum', options: ['academic', 'general', 'expert'], default: 'general', description: 'Who reads it' },
  { field: 'length', type: 'enum', options: ['6min', '12min', '20min'], default: '12min', description: 'Reading time' },
]
const BRIEF_SCHEMA: IntentField[] = [
  { field: 'question', type: 'string', required: true, description: 'The question to answer', max_length: 400 },
  { field: 'sources', type: 'sources', required: true, description: 'The documents to answer it from' },
  { field: 'length', type: 'enum', options: ['short', 'standard', 'long'], default: 'standard', description: 'How long it may be' },
]

const template = (of: Partial<Template> & Pick<Template, 'slug' | 'name' | 'type'>): Template => ({
  depth: 'standard', description: '', tags: [], what_you_get: [], estimated_time: '3-5 min', step_count: 10, version: 'v1.0.0', is_featured: false, is_active: true, sort_order: 10, estimated_cost_usd: 0.084, ...of,
})
export const TEMPLATES: Template[] = [
  template({
    slug: 'typographic-etymology', name: 'Typographic / Etymology Visual Essay', type: 'visual-essay', is_featured: true, version: 'v1.1.0',
    description: 'The history of one English word, told from its dictionaries: where it came from, how its meaning moved, and how writers used it. Every quotation and every stage of the journey carries its source.',
    tags: ['visual-essay', 'etymology', 'language'],
    what_you_get: ['Multi-chapter visual essay as a web page, Markdown and PDF', 'Timeline of the stages of borrowing', 'Quotations with their authors, each traced to its place in the dictionary', 'Research files, citation audit and QA report'],
  }),
  template({
    slug: 'etymology-infographic', name: 'Etymology Infographic', type: 'infographic', depth: 'quick', estimated_time: '1-2 min', step_count: 8, sort_order: 20, estimated_cost_usd: 0.031,
    description: 'The journey of one English word on a single page: where it came from, what it meant on the way, who used it. Made from real dictionaries.',
    tags: ['infographic', 'etymology', 'language'], what_you_get: ['One page in SVG, ready to print or post', 'Research files with the place of every piece'],
  }),
  template({
    slug: 'source-brief', name: 'Cited Brief from Your Sources', type: 'research', estimated_time: '1-3 min', step_count: 9, sort_order: 30, is_featured: true, estimated_cost_usd: null,
    description: 'An answer to one question from the documents you give: Markdown, text, HTML or PDF. Every sentence carries the passage it rests on, and what the documents do not answer is said plainly.',
    tags: ['research', 'brief', 'documents'], what_you_get: ['Cited brief as a web page, Markdown and PDF', 'The evidence, passage by passage'],
  }),
]

export const detail = (of: Template): TemplateDetail => ({
  ...of,
  spec: {
    id: `spec-${of.slug}`, version: of.version ?? 'v1.0.0', intent_schema: of.slug === 'source-brief' ? BRIEF_SCHEMA : ETYMOLOGY_SCHEMA,
    steps: STAGES.slice(0, of.step_count ?? 0).map((stage, index) => ({ order: index + 1, gate_id: stage.id, name: stage.stage, phase: stage.phase, estimated_time: `${stage.seconds} s` })),
    output_guarantees: [], qa_config: {}, cost_profile: {}, output_formats: of.type === 'infographic' ? ['svg'] : ['html', 'markdown', 'pdf'], artifact_type: of.type,
  },
  versions: ['v1.1.0', 'v1.0.0'],
})

export const specs = (slug: string): SpecSummary[] => ['v1.1.0', 'v1.0.0'].map((version, index) => ({
  id: `${slug}-${version}`, version, version_hash: `${index}a4fe3c09d1b7e55c8f0a4fe3c09d1b7e55c8f0`, state: 'published', visibility: 'system', is_active: index === 0, created_at: before((24 + index * 900) * HOUR), created_by: 'Ada Keller',
}))

export const specSource = (slug: string, version: string) => `# A visual essay on the history of an English word, from real dictionaries.
template:
  slug: ${slug}
  name: Typographic / Etymology Visual Essay
  type: visual-essay
  depth: standard
  tags: [visual-essay, etymology, language]
  estimated_time: 3-5 min
  is_featured: true

spec:
  version: ${version}
  visibility: system
  artifact_type: visual-essay
  output_formats: [html, markdown, pdf]

  intent_schema:
    - field: word
      type: string
      required: true
      description: The word to research
      max_length: 60

  ceilings: { input_tokens: 5000000, output_tokens: ${version === 'v1.0.0' ? '150000' : '200000'}, cost_usd: "1.50" }

  stages:
    - order: 1
      id: stage-intent-parse
      name: Intent Parsing
      gate_id: G1
      phase: intake
      agent: intent-parser
      auto_attempts: ${version === 'v1.0.0' ? '1' : '2'}
      contract:
        - { type: file_exists, target: intake/intent.json, severity: error }
`

export const DEFINITION_SCHEMA: Json = {
  type: 'object',
  properties: {
    template: {
      type: 'object', description: 'The catalogue entry',
      properties: {
        slug: { type: 'string', description: 'Its name in addresses' }, name: { type: 'string' }, description: { type: 'string' }, type: { type: 'string' },
        depth: { enum: ['quick', 'standard', 'deep'], description: 'How thorough' }, tags: { type: 'array', items: { type: 'string' } }, is_featured: { type: 'boolean' }, estimated_time: { type: 'string' },
      },
    },
    spec: {
      type: 'object', description: 'One version of the contract',
      properties: {
        version: { type: 'string' }, visibility: { enum: ['system', 'public', 'private'] }, artifact_type: { type: 'string' },
        stages: { type: 'array', items: { type: 'object', properties: {
          order: { type: 'integer' }, id: { type: 'string' }, name: { type: 'string' }, gate_id: { type: 'string' }, phase: { enum: ['intake', 'research', 'design', 'production', 'audit', 'publication'] },
          agent: { type: 'string' }, auto_attempts: { type: 'integer' }, contract: { type: 'array', items: { type: 'object', properties: { type: { enum: ['file_exists', 'not_empty', 'min_sources', 'quote_fidelity'] }, target: { type: 'string' }, severity: { enum: ['info', 'warning', 'error', 'critical'] } } } },
        } } },
      },
    },
  },
}

export const AGENTS: Agent[] = STAGES.map((stage) => ({
  slug: stage.agent, version: 1, name: stage.agent.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' '), family: stage.agent.endsWith('auditor') ? 'auditor' : stage.phase === 'research' ? 'researcher' : 'writer',
  role: stage.agent.endsWith('auditor') ? 'auditor' : 'producer', description: `Does "${stage.stage}".`, prompt: prompt(stage, 1), hash: '9f2c4d1e8a7b6c5d4e3f2a1b', is_active: true, versions: [1],
}))

// Models
const model = (of: Partial<Model> & Pick<Model, 'id' | 'provider' | 'display_name' | 'tier'>): Model => ({
  input_cost_per_1k: 0.003, output_cost_per_1k: 0.015, max_context_tokens: 200_000, supports_tools: true, supports_streaming: true, supports_structured_output: true, is_active: true, available: true, why_not: null, ...of,
})
export const MODELS: Model[] = [
  model({ id: 'claude-opus-4', provider: 'anthropic', display_name: 'Claude Opus 4', tier: 'top', input_cost_per_1k: 0.015, output_cost_per_1k: 0.075 }),
  model({ id: 'claude-sonnet-4', provider: 'anthropic', display_name: 'Claude Sonnet 4', tier: 'mid' }),
  model({ id: 'claude-haiku-3.5', provider: 'anthropic', display_name: 'Claude Haiku 3.5', tier: 'low', input_cost_per_1k: 0.0008, output_cost_per_1k: 0.004 }),
  model({ id: 'gpt-4o', provider: 'openai', display_name: 'GPT-4o', tier: 'mid', input_cost_per_1k: 0.0025, output_cost_per_1k: 0.01, available: false, why_not: 'No key is set for this provider.' }),
  model({ id: 'qwen3-32b', provider: 'ollama', display_name: 'Qwen 3 32B', tier: 'low', input_cost_per_1k: null, output_cost_per_1k: null, supports_tools: false, is_active: false }),
  model({ id: 'offline-writer', provider: 'offline', display_name: 'Offline writer', tier: 'low', input_cost_per_1k: 0, output_cost_per_1k: 0 }),
]
export const PRICES: Price[] = [
  { id: 'p-1', component: 'input_uncached', min_input_tokens: 0, confidence: 'published', usd_per_1k: 0.003, valid_from: before(900 * HOUR), valid_to: null, provenance: 'Price list of the provider, 2026-09-01' },
  { id: 'p-2', component: 'output_text', min_input_tokens: 0, confidence: 'published', usd_per_1k: 0.015, valid_from: before(900 * HOUR), valid_to: null, provenance: 'Price list of the provider, 2026-09-01' },
  { id: 'p-3', component: 'input_uncached', min_input_tokens: 0, confidence: 'published', usd_per_1k: 0.0035, valid_from: before(5000 * HOUR), valid_to: before(900 * HOUR), provenance: 'Price list of the provider, 2026-03-01' },
]
const cost = (model_id: string, model_provider: string, calls: number, usd: number | null, unknown = 0) => ({
  model_id, model_provider, total_executions: calls, total_tokens_in: calls * 8200, total_tokens_out: calls * 2100, total_cost_usd: usd, unknown_costs: unknown, avg_duration_ms: 21_400,
})
const COST_ITEMS = [cost('claude-sonnet-4', 'anthropic', 412, 23.1904), cost('claude-haiku-3.5', 'anthropic', 640, 4.0123), cost('claude-opus-4', 'anthropic', 12, 3.2), cost('qwen3-32b', 'ollama', 31, null, 31), cost('offline-writer', 'offline', 205, 0)]
export const costs = (month: string): Costs => ({ month, items: COST_ITEMS, total_cost_usd: 30.4027, incomplete: true })

export const SETTINGS: Settings = { version: '0.3.0', postgres_version: '18.1', sign_up_enabled: true, features: ['webhooks', 'trial-runs'], local: true }
export const HEALTH: Health = {
  postgres: { version: '18.1', size_bytes: 84_213_760, connections: 14 }, engine: { shards_owned: 64, shards_total: 64, active_runs: 3, waiting_runs: 1, oldest_waiting_s: 2.4 }, uptime_s: 93_211, memory_bytes: 118_489_088,
  providers: [{ provider: 'anthropic', available: true, why_not: null }, { provider: 'openai', available: false, why_not: 'No key is set: OPENAI_API_KEY.' }, { provider: 'ollama', available: true, why_not: null }, { provider: 'offline', available: true, why_not: null }],
}
export const WEBHOOKS: Webhook[] = [
  { id: 'w-1', user_id: ADMIN.id, url: 'https://hooks.example.org/gatewright', events: ['run.completed', 'run.failed'], description: 'Posts to the team channel', is_active: true, created_at: before(400 * HOUR), last_delivery_status: 'delivered' },
  { id: 'w-2', user_id: ADMIN.id, url: 'https://old.example.net/in', events: ['run.paused'], description: null, is_active: false, created_at: before(1400 * HOUR), last_delivery_status: 'failed' },
]
export const DELIVERIES: Delivery[] = [
  { id: 'd-1', event: 'run.completed', run_id: 'run-done', status: 'delivered', attempts: 1, response_status: 200, last_error: null, delivered_at: before(2 * HOUR), next_attempt_at: null, created_at: before(2 * HOUR) },
  { id: 'd-2', event: 'run.failed', run_id: 'run-failed', status: 'pending', attempts: 3, response_status: 503, last_error: 'The receiver answered 503.', delivered_at: null, next_attempt_at: before(-HOUR / 6), created_at: before(3 * HOUR) },
]

// Runs
export function run(of: Partial<Run> = {}): Run {
  const subject = of.display_name ?? 'Villain'
  return {
    id: 'run-done', template: 'typographic-etymology', template_name: 'Typographic / Etymology Visual Essay', version: 'v1.1.0', display_name: subject, project_slug: `${subject.toLowerCase().replace(/\W+/g, '-')}-etymology-2026-11-25`,
    status: 'completed', current_gate: null, pause_reason: null, waiting_for: null, intent: { word: subject.toLowerCase(), angle: 'cultural', audience: 'general', length: '12min' }, trial: false, total_gates: STAGES.length,
    gates_passed: STAGES.length, gates_failed: 0, total_tokens_in: 48_210, total_tokens_out: 9_120, total_cost_usd: 0.081_234, cost_incomplete: false, estimated_cost_usd: 0.084, user_id: ADMIN.id, user_name: ADMIN.display_name, qa_report: null,
    created_at: before(2 * HOUR), started_at: before(2 * HOUR - 400), completed_at: before(2 * HOUR - 97_000), depth: 'standard', artifact_type: 'visual-essay', main_artifact_id: null, ...of,
  }
}

/** Attempts of a run of which the first `done` stages are over; the next one is as `then` says. */
export function attempts(runId: string, done: number, then: 'running' | 'failed' | 'approval' | 'none', beganAt: number): GateAttempt[] {
  let clock = beganAt
  return STAGES.flatMap((stage, index): GateAttempt[] => {
    const base = { id: '', gate_id: stage.id, gate_name: stage.name, phase: stage.phase, gate_order: index + 1, stage_id: `stage-${stage.stage.toLowerCase().replace(/\s/g, '-')}`, agent_slug: stage.agent, model_id: stage.model, model_provider: stage.model ? 'anthropic' : null }
    const tokens = stage.model ? { tokens_in: Math.round(900 + stage.seconds * 130), tokens_out: Math.round(200 + stage.seconds * 45), cost_usd: 0.0004 * stage.seconds } : { cost_usd: 0 }
    const timed = (attempt: number, of: Partial<GateAttempt>, finish = true) => {
      const start = clock
      clock += stage.seconds * 1000
      return gate({ ...base, id: `${runId}-${stage.id}-${attempt}`, attempt_number: attempt, cause: attempt === 1 ? 'ready' : 'repair', started_at: new Date(start).toISOString(), ...(finish ? { completed_at: new Date(clock).toISOString(), duration_ms: stage.seconds * 1000 } : {}), ...tokens, ...of })
    }
    const failure = (attempt: number): Partial<GateAttempt> => ({ status: 'failed', validation_results: checks(stage, 'fail', attempt), fail_codes: ['QUOTE_NOT_FOUND', 'NUMBER_UNSUPPORTED'] })
    if (index < done) {
      if (stage.id === 'G6') {
        const first = timed(1, { ...failure(1), superseded: true })
        return [timed(2, { status: 'passed', validation_results: checks(stage, 'pass') }), first]
      }
      return [timed(1, { status: stage.id === 'G2' ? 'warning' : 'passed', validation_results: checks(stage, stage.id === 'G2' ? 'warn' : 'pass') })]
    }
    if (index === done && then === 'running') return [timed(1, { status: 'running', tokens_in: 0, tokens_out: 0, cost_usd: null }, false)]
    if (index === done && then === 'approval') return [timed(1, { status: 'running', awaiting_approval: true, validation_results: checks(stage, 'pass'), completed_at: null })]
    if (index === done && then === 'failed') {
      const first = timed(1, { ...failure(1), superseded: true })
      return [timed(2, failure(2)), first]
    }
    return [gate({ ...base, id: `${runId}-${stage.id}-1` })]
  })
}

export function artifactsOf(runId: string, gates: GateAttempt[], template?: string): Artifact[] {
  return gates.flatMap((attempt) => {
    const stage = STAGES.find((candidate) => candidate.id === attempt.gate_id)
    if (!stage || attempt.validation_results.length === 0) return []
    const files = template === 'etymology-infographic' && stage.files.includes('essay.html') ? ['infographic.svg'] : stage.files
    return files.map((path): Artifact => {
      const type = path.endsWith('.svg') ? 'image/svg+xml' : path.endsWith('.html') ? 'text/html' : path.endsWith('.md') ? 'text/markdown' : path.endsWith('.json') ? 'application/json' : 'application/pdf'
      return {
        id: `${runId}-${attempt.gate_id}-${attempt.attempt_number}-${path.replace(/\W/g, '_')}`, run_id: runId, file_name: path.split('/').pop() ?? path, file_path: path, content_type: type, media_type: type,
        content_hash: `${attempt.attempt_number}f${stage.id.toLowerCase()}9c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e8f9`, size_bytes: new TextEncoder().encode(fileText(path)).length, artifact_type: path.endsWith('.json') ? 'structured' : 'document',
        gate_id: attempt.gate_id, attempt_number: attempt.attempt_number, created_at: attempt.completed_at ?? before(0), current: !attempt.superseded && attempt.status !== 'failed',
      }
    })
  })
}

export const DECISIONS: Decision[] = [{ gate_id: 'G10', attempt_number: 1, decision: 'approved', decided_by: 'Ada Keller', decided_via: 'web', reason: 'Reads well', decided_at: before(HOUR) }]

export function overview(days: number, active: Run[], failing: Overview['failing_gates']): Overview {
  const cell = (gate_id: string, gate_name: string, model_id: string, tries: number, passed: number) => ({ gate_id, gate_name, model_id, attempts: tries, passed, failed: tries - passed })
  return {
    runs_by_status: { running: 2, paused: 2, pending: 1, completed: 318, failed: 9, cancelled: 14 }, active_runs: active, failing_gates: failing, cost_by_model: COST_ITEMS,
    throughput: Array.from({ length: days }, (_, index) => {
      const created = Math.round(9 + 5 * Math.sin(index / 3) + ((index * 7) % 5))
      return { day: new Date(started - (days - 1 - index) * 24 * HOUR).toISOString().slice(0, 10), created, completed: Math.max(0, created - (index % 4)), failed: index % 6 === 0 ? 1 : 0 }
    }),
    reliability: [
      cell('G1', 'Intake Approval', 'claude-haiku-3.5', 320, 318), cell('G1', 'Intake Approval', 'offline-writer', 44, 44), cell('G4', 'Outline Approval', 'claude-sonnet-4', 201, 189), cell('G4', 'Outline Approval', 'claude-opus-4', 4, 4),
      cell('G5', 'Visual Direction', 'claude-haiku-3.5', 233, 190), cell('G6', 'Content Complete', 'claude-sonnet-4', 298, 204), cell('G6', 'Content Complete', 'claude-opus-4', 8, 8), cell('G6', 'Content Complete', 'qwen3-32b', 31, 17), cell('G6', 'Content Complete', 'offline-writer', 44, 43),
    ],
    fail_codes: [{ fail_code: 'QUOTE_NOT_FOUND', occurrences: 61, runs: 44 }, { fail_code: 'NUMBER_UNSUPPORTED', occurrences: 38, runs: 31 }, { fail_code: 'SCHEMA_INVALID', occurrences: 12, runs: 11 }, { fail_code: 'TIMEOUT', occurrences: 7, runs: 5 }, { fail_code: 'BUDGET_EXCEEDED', occurrences: 2, runs: 2 }],
  }
}

/** A run with very many steps, for the scroll test. */
export function hugeGates(count: number): GateAttempt[] {
  return Array.from({ length: count }, (_, index) => {
    const stage = STAGES[index % STAGES.length] ?? STAGES[0]
    const start = started - HOUR + index * 300
    return gate({
      id: `huge-${index}`, gate_id: `S${index + 1}`, gate_name: `${stage?.stage ?? 'Step'} ${index + 1}`, phase: stage?.phase ?? 'intake', gate_order: index + 1, status: index % 97 === 13 ? 'warning' : 'passed', started_at: new Date(start).toISOString(),
      completed_at: new Date(start + 250).toISOString(), duration_ms: 250, tokens_in: 800 + (index % 50), tokens_out: 120, cost_usd: 0.0021, model_id: 'claude-haiku-3.5', model_provider: 'anthropic',
      validation_results: [{ type: 'file_exists', target: `out/${index}.md`, severity: 'error', passed: true, message: 'There.' }],
    })
  })
}
