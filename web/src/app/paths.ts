// Every place in the application, built in one file. `paths.test.ts` pins the addresses.
import { linkOptions } from '@tanstack/react-router'
import type { ArtifactsSearch, GallerySearch, InspectorSearch, RunsSearch, SignInSearch, StartSearch } from './search'

export const paths = {
  home: () => linkOptions({ to: '/' }),
  signIn: (search: SignInSearch = {}) => linkOptions({ to: '/sign-in', search }),
  signUp: (search: SignInSearch = {}) => linkOptions({ to: '/sign-up', search }),
  recover: () => linkOptions({ to: '/recover', search: {} }),
  workflows: (search: GallerySearch = {}) => linkOptions({ to: '/workflows', search }),
  workflow: (slug: string) => linkOptions({ to: '/workflows/$slug', params: { slug } }),
  start: (slug: string, search: StartSearch = {}) => linkOptions({ to: '/workflows/$slug/start', params: { slug }, search }),
  activity: () => linkOptions({ to: '/activity', search: {} }),
  activityRun: (runId: string, file?: string) => linkOptions({ to: '/activity/$runId', params: { runId }, search: { file } }),
  files: () => linkOptions({ to: '/files', search: {} }),
  account: () => linkOptions({ to: '/account' }),
  webhooks: () => linkOptions({ to: '/account/webhooks' }),
  overview: () => linkOptions({ to: '/admin', search: {} }),
  runs: (search: RunsSearch = {}) => linkOptions({ to: '/admin/runs', search }),
  run: (runId: string, search: InspectorSearch = {}) => linkOptions({ to: '/admin/runs/$runId', params: { runId }, search }),
  artifacts: (search: ArtifactsSearch = {}) => linkOptions({ to: '/admin/artifacts', search }),
  artifact: (artifactId: string) => linkOptions({ to: '/admin/artifacts/$artifactId', params: { artifactId } }),
  templates: () => linkOptions({ to: '/admin/templates' }),
  newTemplate: () => linkOptions({ to: '/admin/templates/new' }),
  template: (slug: string, search: { version?: string; against?: string } = {}) => linkOptions({ to: '/admin/templates/$slug', params: { slug }, search }),
  agents: (agent?: string) => linkOptions({ to: '/admin/agents', search: { agent } }),
  models: (model?: string) => linkOptions({ to: '/admin/models', search: { model } }),
  users: () => linkOptions({ to: '/admin/users', search: {} }),
  settings: () => linkOptions({ to: '/admin/settings' }),
  health: () => linkOptions({ to: '/admin/health' }),
}
