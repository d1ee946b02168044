import { useQuery } from '@tanstack/react-query'
import { settingsQuery } from '@/api/queries'
import { Facts, Page, Panel } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { Tag } from '@/ui/status'

export function SettingsPage() {
  const { data, error, refetch } = useQuery(settingsQuery())
  return (
    <Page mood="dense" title="Settings" lead="What this server was started with. It is changed where it is started, not here." width="normal">
      <Panel block="body" className="p-4">
        {error && !data ? <ErrorState error={error} retry={() => void refetch()} />
        : !data ? <SkeletonRows rows={5} />
        : (
          <Facts
            facts={[
              ['Gatewright', data.version],
              ['PostgreSQL', data.postgres_version],
              ['Sign-up', data.sign_up_enabled ? 'Anybody may create an account' : 'Administrators add accounts'],
              ['Database', data.local ? 'Local: started and stopped with this server' : 'Elsewhere, by its address'],
              ['Features', data.features.length === 0 ? 'none' : <span key="features" className="flex flex-wrap gap-1">{data.features.map((feature) => <Tag key={feature}>{feature}</Tag>)}</span>],
              ['API', <a key="api" href="/api/v1/openapi.json" target="_blank" rel="noreferrer" className="tap underline underline-offset-2">OpenAPI document</a>],
            ]}
          />
        )}
      </Panel>
    </Page>
  )
}
