import { createContext } from 'react'

/** Whether the frame around the pages stands already. */
export const InShell = createContext(false)
