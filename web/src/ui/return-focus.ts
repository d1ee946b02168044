import { useState } from 'react'

/** What had the focus when a dialog was opened; where it was the entry of a menu, what the menu belongs to. */
function openerOf(active: Element | null): HTMLElement | null {
  const menu = active?.closest('[role=menu]')
  const opener = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : active
  return opener instanceof HTMLElement ? opener : null
}

/** For `onCloseAutoFocus` of what opens without a trigger of its own: focus goes back to where it was. */
export function useReturnFocus(): (event: Event) => void {
  const [opener] = useState(() => openerOf(document.activeElement))
  return (event) => {
    event.preventDefault()
    if (opener?.isConnected) opener.focus()
  }
}
