// Serves a build of the web application in front of a running Gatewright, as the binary would serve it: so that a change of the web alone can be
// looked at on the real server without building the binary again.
import { readFileSync, readdirSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2', txt: 'text/plain; charset=utf-8' }
const SERVERS_OWN = /^\/(api|auth|healthz|readyz|errors)(\/|$)/

/** Answers with the address at which the build in `dist` stands in front of the server at `url`. */
export async function inFront(url, dist) {
  const files = new Map(readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath, entry.name)
    return [`/${relative(dist, path)}`, { type: TYPES[path.split('.').pop()] ?? 'application/octet-stream', bytes: readFileSync(path) }]
  }))
  // What the server says of its own page, above all its content policy, holds for this one.
  const policy = [...(await fetch(url)).headers].filter(([name]) => !/^(content-|cache-|etag|vary|date|connection|transfer|keep-alive)/.test(name) || name === 'content-security-policy')
  const server = createServer((asked, answer) => {
    if (SERVERS_OWN.test(asked.url)) {
      const passed = request(new URL(asked.url, url), { method: asked.method, headers: asked.headers }, (from) => {
        answer.writeHead(from.statusCode, from.headers)
        from.pipe(answer)
      })
      passed.on('error', () => answer.destroy())
      answer.on('close', () => passed.destroy())
      asked.pipe(passed)
      return
    }
    const { pathname } = new URL(asked.url, url)
    const file = files.get(pathname) ?? (pathname.includes('.') ? undefined : files.get('/index.html'))
    if (!file) {
      answer.writeHead(404).end()
      return
    }
    const packed = file.type !== 'font/woff2'
    answer.writeHead(200, { ...Object.fromEntries(policy), 'Content-Type': file.type, ...(packed ? { 'Content-Encoding': 'gzip' } : {}), 'Cache-Control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache' })
    answer.end(packed ? (file.packed ??= gzipSync(file.bytes)) : file.bytes)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}`
}
