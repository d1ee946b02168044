import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { mockServer } from './mock/plugin.ts'

const server = process.env.GATEWRIGHT_URL ?? 'http://127.0.0.1:8420'
const proxied = Object.fromEntries(['/api', '/auth', '/healthz', '/readyz', '/errors'].map((path) => [path, { target: server }]))

// `--mode mock` answers from fixtures; otherwise the dev server passes calls on to a running Gatewright.
export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwindcss(), ...(mode === 'mock' ? [mockServer()] : [])],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: mode === 'mock' ? undefined : proxied },
  preview: { host: '127.0.0.1', proxy: mode === 'mock' ? undefined : proxied },
  build: { target: 'es2022', manifest: true, assetsInlineLimit: 0, reportCompressedSize: false },
  test: { include: ['src/**/*.test.ts', 'mock/**/*.test.ts'], environment: 'node' },
}))
