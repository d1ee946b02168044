import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, notFound, redirect, Outlet } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import {
  agentsQuery, artifactsQuery, gatesQuery, meQuery, modelsQuery, overviewQuery, runQuery, runsQuery, templateQuery, templatesQuery, usersQuery,
} from '@/api/queries'
import { ApiError } from '@/api/http'
import { hasSession } from '@/auth/session'
import { isAdmin } from '@/auth/me'
import { CrashPage, MissingPage } from './error-pages'
import { queryClient } from './query-client'
import {
  agentSearch, artifactsSearch, daysSearch, fileSearch, gallerySearch, inspectorSearch, modelSearch, querySearch, runsSearch, signInSearch, startSearch,
  tokenSearch, versionSearch,
} from './search'
import { Shell } from './shell'

/** Begins to load what a page will ask for, beside its code. The page itself shows what went wrong. */
const begin = (loading: Promise<unknown>) => void loading.catch(() => undefined)

interface Context {
  queries: QueryClient
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: MissingPage })

// Pages without an account
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('@/features/auth/sign-in-page'), 'SignInPage'),
})
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('@/features/auth/sign-up-page'), 'SignUpPage'),
})
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import('@/features/auth/setup-page'), 'SetupPage'),
})
const recover = createRoute({
  getParentRoute: () => root,
  path: '/recover',
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import('@/features/auth/recover-page'), 'RecoverPage'),
})

// Everything else needs one
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: Shell,
  beforeLoad: ({ location, context }) => {
    if (!hasSession()) throw redirect({ to: '/sign-in', search: { next: location.href === '/' ? undefined : location.href } })
    begin(context.queries.query(meQuery()))
  },
})

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  loader: ({ context }) => {
    begin(context.queries.query(templatesQuery()))
    begin(context.queries.infiniteQuery(runsQuery({ scope: 'me' }, 5)))
  },
  component: lazyRouteComponent(() => import('@/features/home/home-page'), 'HomePage'),
})
const workflows = createRoute({
  getParentRoute: () => app,
  path: '/workflows',
  validateSearch: gallerySearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => begin(context.queries.query(templatesQuery(deps))),
  component: lazyRouteComponent(() => import('@/features/catalogue/gallery-page'), 'GalleryPage'),
})
const workflow = createRoute({
  getParentRoute: () => app,
  path: '/workflows/$slug',
  loader: ({ context, params }) => begin(context.queries.query(templateQuery(params.slug))),
  component: lazyRouteComponent(() => import('@/features/catalogue/workflow-page'), 'WorkflowPage'),
})
const start = createRoute({
  getParentRoute: () => app,
  path: '/workflows/$slug/start',
  validateSearch: startSearch,
  loader: ({ context, params }) => begin(context.queries.query(templateQuery(params.slug))),
  component: lazyRouteComponent(() => import('@/features/intake/start-page'), 'StartPage'),
})
const activity = createRoute({
  getParentRoute: () => app,
  path: '/activity',
  validateSearch: runsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => begin(context.queries.infiniteQuery(runsQuery({ ...deps, scope: 'me' }))),
  component: lazyRouteComponent(() => import('@/features/runs/activity-page'), 'ActivityPage'),
})
const activityRun = createRoute({
  getParentRoute: () => app,
  path: '/activity/$runId',
  validateSearch: fileSearch,
  loader: ({ context, params }) => begin(context.queries.query(runQuery(params.runId))),
  component: lazyRouteComponent(() => import('@/features/runs/result-page'), 'ResultPage'),
})
const files = createRoute({
  getParentRoute: () => app,
  path: '/files',
  validateSearch: artifactsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => begin(context.queries.infiniteQuery(artifactsQuery({ ...deps, scope: 'me' }))),
  component: lazyRouteComponent(() => import('@/features/artifacts/files-page'), 'FilesPage'),
})
const account = createRoute({
  getParentRoute: () => app,
  path: '/account',
  component: lazyRouteComponent(() => import('@/features/account/account-page'), 'AccountPage'),
})
const webhooks = createRoute({
  getParentRoute: () => app,
  path: '/account/webhooks',
  component: lazyRouteComponent(() => import('@/features/account/webhooks-page'), 'WebhooksPage'),
})

// Operators and administrators. To others these pages do not exist.
const admin = createRoute({
  getParentRoute: () => app,
  path: '/admin',
  beforeLoad: async ({ context }) => {
    try {
      if (isAdmin(await context.queries.query({ ...meQuery(), staleTime: 'static' }))) return
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 401) throw redirect({ to: '/sign-in', search: {} })
      throw cause
    }
    throw notFound()
  },
})
const overview = createRoute({
  getParentRoute: () => admin,
  path: '/',
  validateSearch: daysSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => begin(context.queries.query(overviewQuery(deps.days ?? 30))),
  component: lazyRouteComponent(() => import('@/features/overview/overview-page'), 'OverviewPage'),
})
const runs = createRoute({
  getParentRoute: () => admin,
  path: '/runs',
  validateSearch: runsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => begin(context.queries.infiniteQuery(runsQuery({ ...deps, scope: 'all' }))),
  component: lazyRouteComponent(() => import('@/features/runs/runs-page'), 'RunsPage'),
})
const run = createRoute({
  getParentRoute: () => admin,
  path: '/runs/$runId',
  validateSearch: inspectorSearch,
  loader: ({ context, params }) => {
    begin(context.queries.query(runQuery(params.runId)))
    begin(context.queries.query(gatesQuery(params.runId)))
  },
  component: lazyRouteComponent(() => import('@/features/inspector/inspector-page'), 'InspectorPage'),
})
const artifacts = createRoute({
  getParentRoute: () => admin,
  path: '/artifacts',
  validateSearch: artifactsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => begin(context.queries.infiniteQuery(artifactsQuery({ ...deps, scope: 'all' }))),
  component: lazyRouteComponent(() => import('@/features/artifacts/artifacts-page'), 'ArtifactsPage'),
})
const artifact = createRoute({
  getParentRoute: () => admin,
  path: '/artifacts/$artifactId',
  component: lazyRouteComponent(() => import('@/features/artifacts/artifact-page'), 'ArtifactPage'),
})
const templates = createRoute({
  getParentRoute: () => admin,
  path: '/templates',
  loader: ({ context }) => begin(context.queries.query(templatesQuery({ include_inactive: true }))),
  component: lazyRouteComponent(() => import('@/features/editor/templates-page'), 'TemplatesPage'),
})
const newTemplate = createRoute({
  getParentRoute: () => admin,
  path: '/templates/new',
  component: lazyRouteComponent(() => import('@/features/editor/new-template-page'), 'NewTemplatePage'),
})
const template = createRoute({
  getParentRoute: () => admin,
  path: '/templates/$slug',
  validateSearch: versionSearch,
  component: lazyRouteComponent(() => import('@/features/editor/template-page'), 'TemplatePage'),
})
const agents = createRoute({
  getParentRoute: () => admin,
  path: '/agents',
  validateSearch: agentSearch,
  loader: ({ context }) => begin(context.queries.query(agentsQuery())),
  component: lazyRouteComponent(() => import('@/features/admin/agents-page'), 'AgentsPage'),
})
const models = createRoute({
  getParentRoute: () => admin,
  path: '/models',
  validateSearch: modelSearch,
  loader: ({ context }) => begin(context.queries.query(modelsQuery())),
  component: lazyRouteComponent(() => import('@/features/admin/models-page'), 'ModelsPage'),
})
const users = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: querySearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => begin(context.queries.infiniteQuery(usersQuery(deps.q))),
  component: lazyRouteComponent(() => import('@/features/admin/users-page'), 'UsersPage'),
})
const settings = createRoute({
  getParentRoute: () => admin,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/admin/settings-page'), 'SettingsPage'),
})
const health = createRoute({
  getParentRoute: () => admin,
  path: '/health',
  component: lazyRouteComponent(() => import('@/features/admin/health-page'), 'HealthPage'),
})

export const routeTree = root.addChildren([
  signIn, signUp, setup, recover,
  app.addChildren([
    home, workflows, workflow, start, activity, activityRun, files, account, webhooks,
    admin.addChildren([overview, runs, run, artifacts, artifact, templates, newTemplate, template, agents, models, users, settings, health]),
  ]),
])

export const router = createRouter({
  routeTree,
  context: { queries: queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: CrashPage,
  defaultNotFoundComponent: MissingPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
