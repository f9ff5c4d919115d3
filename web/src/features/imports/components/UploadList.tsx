import { IconX } from '@tabler/icons-react';
import { IconButton } from '@/components/Button';
import { ProblemNotice } from '@/components/Notice';
import type { Upload } from '../hooks';
import classes from '../Imports.module.css';
import { text } from '../text';

interface UploadListProps {
  uploads: Upload[];
  onDismiss: (key: number) => void;
}

export function UploadList({ uploads, onDismiss }: UploadListProps) {
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.uploads} aria-label={text.uploads}>
      {uploads.map((item) => (
        <li key={item.key} className={classes.upload}>
          <div className={classes.line}>
            <strong>{item.name}</strong>
            {item.state === 'failed' ? (
              <IconButton
                label={text.dismiss(item.name)}
                onClick={() => {
                  onDismiss(item.key);
                }}
              >
                <IconX size={18} aria-hidden />
              </IconButton>
            ) : (
              <span>{item.state === 'waiting' ? text.waiting : text.sent(item.sent, item.size)}</span>
            )}
          </div>
          {item.state === 'failed' ? (
            <ProblemNotice error={item.error} />
          ) : (
            <progress aria-label={text.sending(item.name)} max={Math.max(1, item.size)} value={item.sent} />
          )}
        </li>
      ))}
    </ul>
  );
}
