import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportJob } from '@/api/types';
import { Button } from '@/components/Button';
import { ProblemNotice } from '@/components/Notice';
import { undoImport } from '../api';
import classes from '../Imports.module.css';
import { text } from '../text';

/** Takes an import back, after saying what goes. */
export function UndoImport({ job }: { job: ImportJob }) {
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const undo = useMutation({
    mutationFn: () => undoImport(job.id),
    onSuccess: async () => {
      setIsOpen(false);
      await client.invalidateQueries({ queryKey: ['mine'] });
    },
  });
  return (
    <>
      <button
        type="button"
        className={classes.link}
        aria-label={text.undoOf(job.file_name)}
        onClick={() => {
          undo.reset();
          setIsOpen(true);
        }}
      >
        {text.undo}
      </button>
      <Modal
        opened={isOpen}
        onClose={() => {
          setIsOpen(false);
        }}
        title={text.undoOf(job.file_name)}
        closeButtonProps={{ 'aria-label': text.undoClose }}
      >
        <div className={classes.stack}>
          <p>{text.undoWhat(job)}</p>
          {undo.isError && <ProblemNotice error={undo.error} safe={text.undoSafe} />}
          <div className={classes.line}>
            <Button
              onClick={() => {
                setIsOpen(false);
              }}
            >
              {text.undoKeep}
            </Button>
            <Button
              isPrimary
              aria-busy={undo.isPending}
              onClick={() => {
                if (!undo.isPending) undo.mutate();
              }}
            >
              {text.undoDo}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
