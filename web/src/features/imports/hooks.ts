import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { upload, type UploadOptions } from './api';

export interface Upload {
  key: number;
  name: string;
  size: number;
  sent: number;
  state: 'waiting' | 'sending' | 'failed';
  error?: unknown;
}

/** Files go one after the other: the server merges them in that order, and one line is full with one file. */
export function useUploads() {
  const client = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const line = useRef(Promise.resolve());
  const nextKey = useRef(1);

  const update = useCallback((key: number, change: Partial<Upload>) => {
    setUploads((now) => now.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }, []);
  const dismiss = useCallback((key: number) => {
    setUploads((now) => now.filter((item) => item.key !== key));
  }, []);

  const add = useCallback(
    (files: File[], options: UploadOptions) => {
      for (const file of files) {
        const key = nextKey.current++;
        setUploads((now) => [...now, { key, name: file.name, size: file.size, sent: 0, state: 'waiting' }]);
        line.current = line.current.then(async () => {
          update(key, { state: 'sending' });
          try {
            await upload(file, options, (sent) => {
              update(key, { sent });
            });
            dismiss(key);
          } catch (error) {
            update(key, { state: 'failed', error });
          }
          await client.invalidateQueries({ queryKey: ['mine', 'imports'] });
        });
      }
    },
    [client, update, dismiss],
  );
  return { uploads, add, dismiss };
}
