import { expect, signUp, test } from './stage.ts'

const TICKET = `grammar: 3
name: ticket
input:
  type: object
  properties:
    to: { type: string }
  required: [to]
state:
  notes: { schema: { type: array }, initial: [] }
queries:
  progress: { notes: "{{ state.notes }}" }
updates:
  note:
    schema: { type: string }
    set: [{ append: notes, value: "{{ payload }}" }]
    answer: { count: "{{ state.notes | length }}" }
output: "{{ steps.pay.decision.form }}"
steps:
  - id: reserve
    title: Reserve a seat
    work: { effect: { effect: value, with: { seat: "for {{ input.to }}" } } }
  - id: pay
    title: Pay
    needs: [reserve]
    work: { effect: { effect: value, with: { paid: true } } }
    gate:
      approval:
        title: May this be paid?
        form:
          type: object
          properties:
            amount: { type: integer }
          required: [amount]
`

test('somebody keeps a flow, starts it, tells it something, approves with a form, forks it, and lets a schedule start it', async ({ as, request }) => {
  const page = await as(await signUp(request, 'Flora Plan'))
  await page.goto('/flows/new')
  const editor = page.getByRole('textbox', { name: /Plan of the new flow/ })
  await editor.fill(TICKET)
  await expect(page.getByText('No problems')).toBeVisible()
  await page.getByRole('button', { name: 'Keep flow' }).click()
  await expect(page.getByText('ticket: version 1 kept')).toBeVisible()
  await page.getByRole('button', { name: 'Start a run' }).click()
  await page.getByRole('dialog').getByLabel('To', { exact: true }).fill('Ada')
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('pay waits for approval')).toBeVisible()

  await page.getByRole('tab', { name: 'State' }).click()
  await page.getByLabel('Text').fill('By the window')
  await page.getByRole('button', { name: 'Send note' }).click()
  await expect(page.getByRole('form', { name: 'Update note' }).getByRole('status')).toContainText('"count": 1')
  await page.getByRole('button', { name: 'Ask progress' }).click()
  await expect(page.getByRole('region', { name: 'Query progress' })).toContainText('By the window')

  const approval = page.getByRole('form', { name: 'Approve the step' })
  await expect(approval).toContainText('May this be paid?')
  await approval.getByLabel('Reason').fill('As agreed')
  await approval.getByRole('button', { name: 'Approve' }).click()
  await expect(approval.getByLabel('Amount')).toBeFocused()
  await approval.getByLabel('Amount').fill('12')
  await approval.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Completed', { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: 'Input and output' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('"amount": 12')

  await page.getByRole('button', { name: 'Fork' }).click()
  await page.getByRole('dialog').getByLabel('Pay').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Fork' }).click()
  await expect(page.getByText(/^Forked from/)).toBeVisible()
  await expect(page.getByText('pay waits for approval')).toBeVisible()
  await approval.getByLabel('Reason').fill('Too dear')
  await approval.getByRole('button', { name: 'Reject' }).click()
  await expect(page.getByText('This step failed, and the run holds')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click()
  await page.getByRole('button', { name: 'Take up where it stopped' }).click()
  await expect(page.getByText('pay waits for approval')).toBeVisible()

  await page.getByRole('link', { name: 'Schedules', exact: true }).click()
  await page.getByRole('link', { name: 'New schedule' }).click()
  await page.getByLabel('Name', { exact: true }).fill('each-morning')
  await expect(page.getByRole('region', { name: 'Next moments' }).getByRole('listitem')).toHaveCount(10)
  await page.getByLabel('Rule').fill('0 9 30 2 *')
  await expect(page.getByLabel('Rule')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Rule').fill('0 9 * * *')
  await page.getByLabel('Time zone').fill('Nowhere/Land')
  await expect(page.getByLabel('Time zone')).toHaveAccessibleDescription(/no known time zone/)
  await page.getByLabel('Time zone').fill('Asia/Tokyo')
  await page.getByLabel('To', { exact: true }).fill('Grace')
  await page.getByRole('button', { name: 'Make schedule' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /each-morning/ })).toBeVisible()
  await expect(page.getByText('every day at 09:00')).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText(/^It is paused/)).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Fire now' }).click()
  await page.getByRole('table', { name: 'Firings' }).getByRole('link').click()
  await expect(page.getByText('pay waits for approval')).toBeVisible()
  await expect(page.getByText(/^Fired by/)).toBeVisible()

  await page.getByRole('link', { name: 'Workers', exact: true }).click()
  await expect(page.getByText('No worker in the last day')).toBeVisible()
})
