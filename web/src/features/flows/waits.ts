import type { FlowPause } from '@/api/types'

/** What holds a run and only a person can end. */
export const waitsForPerson = (pause: FlowPause | null): pause is FlowPause & { kind: 'approval_required' | 'gate_failed' } =>
  pause?.kind === 'approval_required' || pause?.kind === 'gate_failed'
