import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, notFound, redirect, Outlet } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import {
  agentsQuery, archivedRunsQuery, artifactQuery, artifactsQuery, attemptQuery, costsQuery, deadLetterCountsQuery, deadLettersQuery, definitionSchemaQuery, firingsQuery, flowAdmissionQuery, flowChildrenQuery, flowPlanQuery, flowQuery, flowRunQuery, flowRunsQuery,
  flowStepsQuery, flowVersionQuery, flowsQuery, gatesQuery, healthQuery, meQuery, modelsQuery, overviewQuery,
  pricesQuery, retentionQuery, runArtifactsQuery, runQuery, runsQuery, scheduleQuery, schedulesQuery, settingsQuery, specQuery, specsQuery, taskQueuesQuery, templateQuery, templatesQuery, usersQuery, webhooksQuery, workersQuery,
} from '@/api/queries'
import { ApiError } from '@/api/http'
import { loadContent, shownArtifact } from '@/features/artifacts/content'
// Where a first visit leads comes with the application; asking for it afterwards would make whoever comes wait once more.
import { SignInPage } from '@/features/auth/sign-in-page'
import { GalleryPage } from '@/features/catalogue/gallery-page'
import { admits } from '@/features/flows/admission'
import { flowRunFilter } from '@/features/flows/attributes'
import { currentVersion } from '@/features/editor/versions'
import { HomePage } from '@/features/home/home-page'
import { hasSession } from '@/auth/session'
import { isAdmin } from '@/auth/me'
import { CrashPage, MissingPage } from './error-pages'
import { queryClient } from './query-client'
import {
  agentSearch, archivedRunsSearch, artifactsSearch, daysSearch, deadLettersSearch, fileSearch, flowRunSearch, flowRunsSearch, flowSearch, gallerySearch, inspectorSearch, modelSearch, newScheduleSearch, querySearch, runsSearch, scopeSearch, signInSearch, startSearch,
  tokenSearch, versionSearch,
} from './search'
import { Shell } from './shell'
import { Waiting } from './waiting'

/** Begins to load what a page will ask for, beside its code. The page itself shows what went wrong. */
const begin = (loading: Promise<unknown>) => void loading.catch(() => undefined)

/**
 * Waits for what a page shows first, so that nothing on it moves once it stands. What is known already is not asked for again: the page does
 * that itself where it is old. The page also shows what went wrong.
 */
const arrived = (...loading: Promise<unknown>[]) => Promise.allSettled(loading).then(() => undefined)
const KNOWN = { staleTime: 'static' } as const

/** A list that is filtered further keeps its rows until the new ones are there; only coming to the page waits. */
const listed = (cause: 'preload' | 'enter' | 'stay', ...loading: Promise<unknown>[]) => {
  const all = arrived(...loading)
  return cause === 'stay' ? undefined : all
}

interface Context {
  queries: QueryClient
}

/** Whoever is signed in keeps the way to everywhere else: navigation, palette and shortcuts. */
const Missing = () => (hasSession() ? <Shell><MissingPage /></Shell> : <main><MissingPage /></main>)

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: Missing })

// Pages without an account
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: SignInPage,
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
  staticData: { waiting: { mood: 'calm', title: 'Home', heading: 'Hello', lead: 'Choose a workflow, say what you want, come back to a finished result.', body: 'home' } },
  loader: ({ context: { queries } }) => arrived(
    queries.query({ ...meQuery(), ...KNOWN }),
    queries.query({ ...templatesQuery(), ...KNOWN }),
    queries.infiniteQuery({ ...runsQuery({ scope: 'me' }, 5), ...KNOWN }),
  ),
  component: HomePage,
})
const workflows = createRoute({
  getParentRoute: () => app,
  path: '/workflows',
  validateSearch: gallerySearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'calm', title: 'Workflows', lead: 'Each of these turns a few words from you into a finished result. Every step is checked before the next begins.', filters: 3, body: 'cards' } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.query({ ...templatesQuery(deps), ...KNOWN }), queries.query({ ...templatesQuery(), ...KNOWN })),
  component: GalleryPage,
})
const workflow = createRoute({
  getParentRoute: () => app,
  path: '/workflows/$slug',
  staticData: { waiting: { mood: 'calm', eyebrow: true, lead: 3, body: 'workflow' } },
  loader: ({ context: { queries }, params }) => arrived(queries.query({ ...templateQuery(params.slug), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/catalogue/workflow-page'), 'WorkflowPage'),
})
const start = createRoute({
  getParentRoute: () => app,
  path: '/workflows/$slug/start',
  validateSearch: startSearch,
  staticData: { waiting: { mood: 'calm', width: 'narrow', eyebrow: true, lead: 1, body: 'form' } },
  loader: ({ context: { queries }, params, location }) => {
    const { from } = startSearch(location.search)
    return arrived(queries.query({ ...templateQuery(params.slug), ...KNOWN }), ...(from ? [queries.query({ ...runQuery(from), ...KNOWN })] : []))
  },
  component: lazyRouteComponent(() => import('@/features/intake/start-page'), 'StartPage'),
})
const activity = createRoute({
  getParentRoute: () => app,
  path: '/activity',
  validateSearch: runsSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'calm', title: 'Activity', lead: 'Everything you started, the newest first.', filters: 1, body: { rows: 6, height: 'h-16' } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.infiniteQuery({ ...runsQuery({ ...deps, scope: 'me' }), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/runs/activity-page'), 'ActivityPage'),
})
const activityRun = createRoute({
  getParentRoute: () => app,
  path: '/activity/$runId',
  validateSearch: fileSearch,
  staticData: { waiting: { mood: 'calm', eyebrow: true, lead: 1, action: 'lg', body: 'result' } },
  loader: async ({ context: { queries }, params: { runId }, location }) => {
    const files = queries.query({ ...runArtifactsQuery(runId), ...KNOWN })
    const run = queries.query({ ...runQuery(runId), ...KNOWN })
    await arrived(run, files, queries.query({ ...gatesQuery(runId), ...KNOWN }), queries.query({ ...meQuery(), ...KNOWN }))
    await arrived(Promise.all([run, files]).then(([of, all]) => {
      const shown = shownArtifact(all, fileSearch(location.search).file, of.main_artifact_id)
      return shown && loadContent(queries, shown)
    }))
  },
  component: lazyRouteComponent(() => import('@/features/runs/result-page'), 'ResultPage'),
})
const files = createRoute({
  getParentRoute: () => app,
  path: '/files',
  validateSearch: artifactsSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'calm', title: 'Files', lead: 'Everything that was made for you.', filters: 0, body: { rows: 8, height: 'h-14' } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.infiniteQuery({ ...artifactsQuery({ ...deps, scope: 'me' }), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/artifacts/files-page'), 'FilesPage'),
})
const account = createRoute({
  getParentRoute: () => app,
  path: '/account',
  staticData: { waiting: { mood: 'calm', width: 'narrow', title: 'Account', body: 'account' } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...meQuery(), ...KNOWN }), queries.query({ ...costsQuery('me'), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/account/account-page'), 'AccountPage'),
})
const webhooks = createRoute({
  getParentRoute: () => app,
  path: '/account/webhooks',
  staticData: { waiting: { mood: 'calm', title: 'Webhooks', lead: 'Tell another system when something of yours starts, stops or is finished. Messages are signed and sent again until they arrive.', action: 'lg', body: { panels: 2, height: 'h-39' } } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...webhooksQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/account/webhooks-page'), 'WebhooksPage'),
})

const flows = createRoute({
  getParentRoute: () => app,
  path: '/flows',
  validateSearch: scopeSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Flows', lead: 'Plans that you write yourself. Each is kept by its name, version by version.', action: 'md', body: { table: 5 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.query({ ...flowsQuery(deps.scope), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/flows/flows-page'), 'FlowsPage'),
})
const newFlow = createRoute({
  getParentRoute: () => app,
  path: '/flows/new',
  staticData: { waiting: { mood: 'dense', title: 'New flow', lead: 'Every problem is marked while you write. Nothing runs before you start it.', body: 'editor' } },
  loader: () => arrived(import('@/features/editor/code-editor')),
  component: lazyRouteComponent(() => import('@/features/flows/new-flow-page'), 'NewFlowPage'),
})
const flow = createRoute({
  getParentRoute: () => app,
  path: '/flows/$name',
  validateSearch: flowSearch,
  staticData: { waiting: { mood: 'dense', body: 'editor' } },
  loader: ({ context: { queries }, params: { name }, location }) => {
    const { version, against } = flowSearch(location.search)
    const of = (number: number) => queries.query({ ...flowVersionQuery(name, number), ...KNOWN })
      .then((version) => (admits(version.plan) ? queries.query({ ...flowAdmissionQuery(name), ...KNOWN }).catch(() => undefined) : undefined))
    return arrived(
      queries.query({ ...flowQuery(name), ...KNOWN }).then((found) => of(version ?? found.latest_version)),
      ...(against ? [of(against), import('@/ui/diff-view')] : [import('@/features/editor/code-editor')]),
    )
  },
  component: lazyRouteComponent(() => import('@/features/flows/flow-page'), 'FlowPage'),
})
const flowRuns = createRoute({
  getParentRoute: () => app,
  path: '/flows/runs',
  validateSearch: flowRunsSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Runs of flows', filters: 2, body: { table: 10 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.infiniteQuery({ ...flowRunsQuery(flowRunFilter(deps)), ...KNOWN }), queries.query({ ...flowsQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/flows/flow-runs-page'), 'FlowRunsPage'),
})
const flowRun = createRoute({
  getParentRoute: () => app,
  path: '/flows/runs/$flowRunId',
  validateSearch: flowRunSearch,
  staticData: { waiting: { mood: 'dense', body: 'flow-run' } },
  loader: ({ context: { queries }, params: { flowRunId } }) =>
    arrived(queries.query({ ...flowRunQuery(flowRunId), ...KNOWN }), queries.query({ ...flowStepsQuery(flowRunId), ...KNOWN }), queries.query({ ...flowPlanQuery(flowRunId), ...KNOWN }), queries.query({ ...flowChildrenQuery(flowRunId), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/flows/flow-run-page'), 'FlowRunPage'),
})
const schedules = createRoute({
  getParentRoute: () => app,
  path: '/schedules',
  validateSearch: scopeSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Schedules', lead: 'When runs of your flows start by themselves.', action: 'md', body: { table: 5 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.query({ ...schedulesQuery(deps.scope), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/schedules/schedules-page'), 'SchedulesPage'),
})
const newSchedule = createRoute({
  getParentRoute: () => app,
  path: '/schedules/new',
  validateSearch: newScheduleSearch,
  staticData: { waiting: { mood: 'calm', width: 'narrow', title: 'New schedule', eyebrow: true, lead: 'Nothing starts before you make it.', body: 'form' } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...flowsQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/schedules/new-schedule-page'), 'NewSchedulePage'),
})
const schedule = createRoute({
  getParentRoute: () => app,
  path: '/schedules/$scheduleId',
  staticData: { waiting: { mood: 'dense', eyebrow: true, body: 'schedule' } },
  loader: ({ context: { queries }, params: { scheduleId } }) => arrived(queries.query({ ...scheduleQuery(scheduleId), ...KNOWN }), queries.infiniteQuery({ ...firingsQuery(scheduleId), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/schedules/schedule-page'), 'SchedulePage'),
})
const editSchedule = createRoute({
  getParentRoute: () => app,
  path: '/schedules/$scheduleId/edit',
  staticData: { waiting: { mood: 'calm', width: 'narrow', eyebrow: true, lead: 2, body: 'form' } },
  // What the form asks of the flow comes with it, so that nothing below moves; the flow may be gone.
  loader: ({ context: { queries }, params: { scheduleId } }) =>
    arrived(queries.query({ ...scheduleQuery(scheduleId), ...KNOWN }).then(({ flow, version }) =>
      arrived(queries.query({ ...flowQuery(flow), ...KNOWN }).then(({ latest_version }) => queries.query({ ...flowVersionQuery(flow, version ?? latest_version), ...KNOWN }))))),
  component: lazyRouteComponent(() => import('@/features/schedules/edit-schedule-page'), 'EditSchedulePage'),
})
const workers = createRoute({
  getParentRoute: () => app,
  path: '/workers',
  validateSearch: scopeSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Workers', lead: 'Your processes that carry out tasks, and their queues.', body: 'workers' } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.query({ ...workersQuery(deps.scope), ...KNOWN }), queries.query({ ...taskQueuesQuery(deps.scope), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/workers/workers-page'), 'WorkersPage'),
})
const waiting = createRoute({
  getParentRoute: () => app,
  path: '/waiting',
  staticData: { waiting: { mood: 'calm', title: 'Waiting for me', lead: 'Runs of your flows that go no further until you decide, the newest first.', body: { rows: 4, height: 'h-16' } } },
  loader: ({ context: { queries } }) => arrived(queries.infiniteQuery({ ...flowRunsQuery({ status: 'paused' }), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/flows/waiting-page'), 'WaitingPage'),
})

const deadLetters = createRoute({
  getParentRoute: () => app,
  path: '/dead-letters',
  validateSearch: deadLettersSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Dead letters', lead: 'Runs that failed and that nobody has taken up, and those that hold because something failed.', action: 'md', filters: 3, unsearched: true, body: { table: 10 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.infiniteQuery({ ...deadLettersQuery(deps), ...KNOWN }), queries.query({ ...deadLetterCountsQuery(deps.scope), ...KNOWN }), queries.query({ ...meQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/keeping/dead-letters-page'), 'DeadLettersPage'),
})
const archive = createRoute({
  getParentRoute: () => app,
  path: '/archive',
  validateSearch: archivedRunsSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Archive', lead: 'Runs of flows that have been kept for as long as they were to be.', action: 'md', filters: 1, body: { table: 10 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.infiniteQuery({ ...archivedRunsQuery(flowRunFilter(deps)), ...KNOWN }), queries.query({ ...meQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/keeping/archive-page'), 'ArchivePage'),
})
const retention = createRoute({
  getParentRoute: () => app,
  path: '/archive/retention',
  staticData: { waiting: { mood: 'calm', width: 'narrow', title: 'How long runs are kept', eyebrow: true, lead: 'Runs of flows that have ended stay for ever, unless you say otherwise.', body: 'form' } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...retentionQuery(), ...KNOWN }), queries.query({ ...flowsQuery(), ...KNOWN }), queries.query({ ...meQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/keeping/retention-page'), 'RetentionPage'),
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
  staticData: { waiting: { mood: 'dense', title: 'Overview', action: 'md', body: 'overview' } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.query({ ...overviewQuery(deps.days ?? 30), ...KNOWN }), import('@/features/overview/throughput')),
  component: lazyRouteComponent(() => import('@/features/overview/overview-page'), 'OverviewPage'),
})
const runs = createRoute({
  getParentRoute: () => admin,
  path: '/runs',
  validateSearch: runsSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Runs', filters: 2, body: { table: 14 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(
    cause,
    queries.infiniteQuery({ ...runsQuery({ ...deps, scope: 'all' }), ...KNOWN }),
    queries.query({ ...templatesQuery({ include_inactive: true }), ...KNOWN }),
  ),
  component: lazyRouteComponent(() => import('@/features/runs/runs-page'), 'RunsPage'),
})
const run = createRoute({
  getParentRoute: () => admin,
  path: '/runs/$runId',
  validateSearch: inspectorSearch,
  staticData: { waiting: { mood: 'dense', body: 'inspector' } },
  loader: ({ context: { queries }, params: { runId }, location }) => {
    const { gate, attempt } = inspectorSearch(location.search)
    // The panel of the step asks for these a moment later.
    begin(queries.query({ ...runArtifactsQuery(runId, true), ...KNOWN }))
    if (gate && attempt) begin(queries.query({ ...attemptQuery(runId, gate, attempt), ...KNOWN }))
    return arrived(queries.query({ ...runQuery(runId), ...KNOWN }), queries.query({ ...gatesQuery(runId), ...KNOWN }))
  },
  component: lazyRouteComponent(() => import('@/features/inspector/inspector-page'), 'InspectorPage'),
})
const artifacts = createRoute({
  getParentRoute: () => admin,
  path: '/artifacts',
  validateSearch: artifactsSearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Artifacts', filters: 1, body: { table: 12 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.infiniteQuery({ ...artifactsQuery({ ...deps, scope: 'all' }), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/artifacts/artifacts-page'), 'ArtifactsPage'),
})
const artifact = createRoute({
  getParentRoute: () => admin,
  path: '/artifacts/$artifactId',
  staticData: { waiting: { mood: 'dense', eyebrow: true, action: 'md', body: 'artifact' } },
  loader: ({ context: { queries }, params }) => arrived(queries.query({ ...artifactQuery(params.artifactId), ...KNOWN }).then((artifact) => loadContent(queries, artifact))),
  component: lazyRouteComponent(() => import('@/features/artifacts/artifact-page'), 'ArtifactPage'),
})
const templates = createRoute({
  getParentRoute: () => admin,
  path: '/templates',
  staticData: { waiting: { mood: 'dense', title: 'Templates', action: 'md', body: { table: 4 } } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...templatesQuery({ include_inactive: true }), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/editor/templates-page'), 'TemplatesPage'),
})
const newTemplate = createRoute({
  getParentRoute: () => admin,
  path: '/templates/new',
  staticData: { waiting: { mood: 'dense', title: 'New template', lead: 'Ctrl-Space shows what may stand at the cursor. Every problem is marked while you write.', body: 'editor' } },
  loader: ({ context: { queries } }) => begin(queries.query(definitionSchemaQuery())),
  component: lazyRouteComponent(() => import('@/features/editor/new-template-page'), 'NewTemplatePage'),
})
const template = createRoute({
  getParentRoute: () => admin,
  path: '/templates/$slug',
  validateSearch: versionSearch,
  staticData: { waiting: { mood: 'dense', body: 'editor' } },
  loader: ({ context: { queries }, params: { slug }, location }) => {
    const { version, against } = versionSearch(location.search)
    begin(queries.query(definitionSchemaQuery()))
    const spec = (of: string) => queries.query({ ...specQuery(slug, of), ...KNOWN })
    return arrived(
      queries.query({ ...templateQuery(slug), ...KNOWN }),
      queries.query({ ...specsQuery(slug), ...KNOWN }).then((specs) => {
        const shown = version ?? currentVersion(specs)
        return shown === undefined ? undefined : spec(shown)
      }),
      ...(against ? [spec(against), import('@/ui/diff-view')] : [import('@/features/editor/code-editor')]),
    )
  },
  component: lazyRouteComponent(() => import('@/features/editor/template-page'), 'TemplatePage'),
})
const agents = createRoute({
  getParentRoute: () => admin,
  path: '/agents',
  validateSearch: agentSearch,
  staticData: { waiting: { mood: 'dense', title: 'Agents', lead: 'Who makes and who verifies. An agent that makes something never checks it.', body: 'agents' } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...agentsQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/admin/agents-page'), 'AgentsPage'),
})
const models = createRoute({
  getParentRoute: () => admin,
  path: '/models',
  validateSearch: modelSearch,
  staticData: { waiting: { mood: 'dense', title: 'Models and prices', lead: 'Prices are per 1,000 tokens. A price is never overwritten: a new one begins where the old one ends.', body: { table: 8 } } },
  loader: ({ context: { queries }, location }) => {
    const { model } = modelSearch(location.search)
    return arrived(queries.query({ ...modelsQuery(), ...KNOWN }), ...(model ? [queries.query({ ...pricesQuery(model), ...KNOWN })] : []))
  },
  component: lazyRouteComponent(() => import('@/features/admin/models-page'), 'ModelsPage'),
})
const users = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: querySearch,
  loaderDeps: ({ search }) => search,
  staticData: { waiting: { mood: 'dense', title: 'Users', action: 'md', filters: 0, body: { table: 8 } } },
  loader: ({ context: { queries }, deps, cause }) => listed(cause, queries.infiniteQuery({ ...usersQuery(deps.q), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/admin/users-page'), 'UsersPage'),
})
const settings = createRoute({
  getParentRoute: () => admin,
  path: '/settings',
  staticData: { waiting: { mood: 'dense', width: 'normal', title: 'Settings', lead: 'What this server was started with. It is changed where it is started, not here.', body: 'facts' } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...settingsQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/admin/settings-page'), 'SettingsPage'),
})
const health = createRoute({
  getParentRoute: () => admin,
  path: '/health',
  staticData: { waiting: { mood: 'dense', width: 'normal', title: 'Health', lead: 1, body: 'health' } },
  loader: ({ context: { queries } }) => arrived(queries.query({ ...healthQuery(), ...KNOWN })),
  component: lazyRouteComponent(() => import('@/features/admin/health-page'), 'HealthPage'),
})

export const routeTree = root.addChildren([
  signIn, signUp, setup, recover,
  app.addChildren([
    home, workflows, workflow, start, activity, activityRun, files, flows, newFlow, flow, flowRuns, flowRun, schedules, newSchedule, schedule, editSchedule, workers, waiting, deadLetters, archive, retention, account, webhooks,
    admin.addChildren([overview, runs, run, artifacts, artifact, templates, newTemplate, template, agents, models, users, settings, health]),
  ]),
])

export const router = createRouter({
  routeTree,
  context: { queries: queryClient },
  defaultPreload: 'intent',
  // A server that is near answers sooner, and the page comes whole; otherwise its outline says that the click arrived.
  defaultPendingMs: 100,
  // The outline has the shape of the page: it need not stay longer than the data takes.
  defaultPendingMinMs: 0,
  defaultPendingComponent: Waiting,
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
