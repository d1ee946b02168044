import { lazyRouteComponent } from '@tanstack/react-router'

/** Fetched with the first text that needs it. Once `preload` is through it renders at once, where `lazy` would show its fallback for a frame. */
export const Markdown = lazyRouteComponent(() => import('@/ui/markdown'))
