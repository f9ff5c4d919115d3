import { IconFileUpload } from '@tabler/icons-react';
import { useRef, useState, type DragEvent } from 'react';
import { Button } from '@/components/Button';
import type { UploadOptions } from '../api';
import classes from '../Imports.module.css';
import { text } from '../text';

export function DropZone({ onFiles }: { onFiles: (files: File[], options: UploadOptions) => void }) {
  const [isOver, setIsOver] = useState(false);
  const [options, setOptions] = useState<UploadOptions>({ isDryRun: false, isStrict: false });
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null): void => {
    if (files && files.length > 0) onFiles([...files], options);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files);
  };
  const check = (key: keyof UploadOptions, label: string) => (
    <label>
      <input
        type="checkbox"
        checked={options[key]}
        onChange={(event) => {
          setOptions({ ...options, [key]: event.target.checked });
        }}
      />
      {label}
    </label>
  );
  return (
    // Dropping is a shortcut for the button inside, which everyone can use.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={`${classes.zone} ${isOver ? classes.over : ''}`}
      role="group"
      aria-label={text.drop}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => {
        setIsOver(false);
      }}
      onDrop={onDrop}
    >
      <IconFileUpload size={36} stroke={1.4} aria-hidden />
      <strong>{isOver ? text.dropNow : text.drop}</strong>
      <p>{text.dropHelp}</p>
      <input
        ref={input}
        type="file"
        multiple
        accept=".csv,.gz,.zst,.txt"
        className="visually-hidden"
        aria-label={text.choose}
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      <Button isPrimary onClick={() => input.current?.click()}>
        {text.choose}
      </Button>
      <div className={classes.options}>
        {check('isDryRun', text.dryRun)}
        {check('isStrict', text.strict)}
      </div>
    </div>
  );
}
