import type { ReactNode } from 'react';
import { Card } from '@/components/Card';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import type { Scheme } from '@/theme/scheme';
import { text as shared } from '@/components/text';
import classes from './details.module.css';
import { TableTwin, type Twin } from './TableTwin';
import { text } from './text';

export interface DetailProps {
  meter: string;
  range: { from: number; to: number };
  scheme: Scheme;
  isPhone: boolean;
}

interface DetailCardProps<T> {
  data: T | null | undefined;
  error: unknown;
  isEmpty: (data: T) => boolean;
  title: (data: T) => string;
  say: string | ((data: T) => string);
  how: string;
  /** The figures of the chart as a table. */
  twin?: (data: T) => Twin;
  children: (data: T) => ReactNode;
}

const HEIGHT = 300;

/** Title as a finding, the chart, one plain sentence, how to read it; and the states before and without that. */
export function DetailCard<T>({ data, error, isEmpty, title, say, how, twin, children }: DetailCardProps<T>) {
  if (error) return <ProblemNotice error={error} />;
  if (data == null) return <Skeleton height={HEIGHT} />;
  if (isEmpty(data)) return <Card title={text.noData} say={text.noDataSay}>{null}</Card>;
  return (
    <Card title={title(data)} say={typeof say === 'string' ? say : say(data)}>
      {children(data)}
      <details className={classes.how}>
        <summary>{shared.howToRead}</summary>
        <p>{how}</p>
      </details>
      {twin && <TableTwin twin={() => twin(data)} />}
    </Card>
  );
}
