/** The runs of flows that are there from the beginning, by what they show. */
export const RUNS = {
  done: '019ac111-0000-7000-8000-00000000d04e',
  approval: '019ac111-0000-7000-8000-0000000a9906',
  signal: '019ac111-0000-7000-8000-00000000516a',
  failed: '019ac111-0000-7000-8000-00000000fa11',
  stuck: '019ac111-0000-7000-8000-00000000d3c1',
  form: '019ac111-0000-7000-8000-0000000f0f0f',
  decide: '019ac111-0000-7000-8000-0000000dec1d',
  child: '019ac111-0000-7000-8000-000000c411d0',
  undone: '019ac111-0000-7000-8000-00000000d0d0',
  queues: '019ac111-0000-7000-8000-00000000b0b0',
  waits: '019ac111-0000-7000-8000-00000000aa17',
  moves: '019ac111-0000-7000-8000-0000000abcde',
  again: '019ac111-0000-7000-8000-00000000a6a1',
  continued: '019ac111-0000-7000-8000-0000000c0c0c',
}
/** The schedules that are there from the beginning. */
export const SCHEDULES = {
  mornings: '019ac222-0000-7000-8000-00000000a3a3',
  paused: '019ac222-0000-7000-8000-000000009a9a',
}
