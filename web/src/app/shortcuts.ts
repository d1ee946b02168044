import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { isAdmin, useMe } from '@/auth/me'
import { placesFor } from './nav'

const CHORD_MS = 1200

/** Ctrl/Cmd-K for the palette; `g` then a letter goes to a page. Typing in a field is left alone. */
export function useShortcuts(onPalette: () => void) {
  const me = useMe()
  const navigate = useNavigate()

  const goTo = useEffectEvent((key: string) => {
    const place = placesFor(me ? isAdmin(me) : false).flatMap((group) => group.places).find((candidate) => candidate.key === key)
    if (place) void navigate(place.link)
  })
  const openPalette = useEffectEvent(onPalette)

  useEffect(() => {
    let chordUntil = 0
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        openPalette()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === 'g') {
        chordUntil = Date.now() + CHORD_MS
      } else if (Date.now() < chordUntil) {
        chordUntil = 0
        goTo(event.key)
      }
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('[role=dialog]') !== null)
