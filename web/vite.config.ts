import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { precompress } from './build/precompress.ts'

const server = process.env.YUNQIAO_URL ?? 'http://localhost:8088'

export default defineConfig({
  plugins: [react(), precompress()],
  build: { outDir: 'dist', manifest: true, target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1500 },
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/openapi': server,
      '/health': server,
      '/docs': server,
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
})
