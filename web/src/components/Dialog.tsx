import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { IconButton } from './Button';
import classes from './Dialog.module.css';
import { text } from './text';

interface DialogProps {
  title: string;
  children: ReactNode;
  onClose: () => void;
}

/** The browser's own modal dialog: keeps the focus inside, closes with Escape, and gives the focus back. */
export function Dialog({ title, children, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        <IconButton label={text.close} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </IconButton>
      </div>
      {children}
    </dialog>
  );
}
