/** The runs of flows that are there from the beginning, by what they show. */
export const RUNS = {
  done: '019ac111-0000-7000-8000-00000000d04e',
  approval: '019ac111-0000-7000-8000-0000000a9906',
  signal: '019ac111-0000-7000-8000-00000000516a',
  failed: '019ac111-0000-7000-8000-00000000fa11',
  stuck: '019ac111-0000-7000-8000-00000000d3c1',
}
