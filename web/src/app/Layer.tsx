import { type ReactNode, useEffect, useRef } from 'react'

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Layer({ className, label, onClose, children }: { className: string; label: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog} className={`layer ${className}`} aria-label={label} onClose={onClose}
      onClick={(event) => { if (event.target === dialog.current) onClose() }}
    >
      {children}
    </dialog>
  )
}
