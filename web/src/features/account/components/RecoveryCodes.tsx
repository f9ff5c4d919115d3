import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/Button';
import classes from '../Account.module.css';
import { text } from '../text';

interface RecoveryCodesProps {
  codes: readonly string[];
  onDone: () => void;
}

export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const [isCopied, setIsCopied] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);

  const save = (): void => {
    const url = URL.createObjectURL(new Blob([codes.join('\r\n'), '\r\n'], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(url);
  };

  return (
    <div className={classes.form}>
      <h3 tabIndex={-1} ref={heading}>
        {text.codesTitle}
      </h3>
      <p className={classes.help}>{text.codesSay}</p>
      <ul className={classes.codes} aria-label={text.codesTitle}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.row}>
        <Button
          onClick={() => {
            void navigator.clipboard.writeText(codes.join('\n')).then(() => {
              setIsCopied(true);
            });
          }}
        >
          {text.copy}
        </Button>
        <Button
          onClick={() => {
            window.print();
          }}
        >
          {text.print}
        </Button>
        <Button onClick={save}>{text.download}</Button>
        <span role="status">{isCopied ? text.copied : ''}</span>
      </div>
      <div>
        <Button isPrimary onClick={onDone}>
          {text.codesDone}
        </Button>
      </div>
    </div>
  );
}
