import type { Page } from '@playwright/test'

/** Signs in the way a person does. */
export async function signIn(page: Page, email: string) {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('a long password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: /Hello/ }).waitFor()
}

export const ADMIN = 'ada@example.org'
export const USER = 'tom@example.org'
