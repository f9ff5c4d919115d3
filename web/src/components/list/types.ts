import type { ReactNode } from 'react';

/** One page of a list as every list endpoint answers it. */
export interface Page<Row> {
  rows: Row[];
  total: number;
  page: number;
  page_size: number;
}

/** What is asked of a list endpoint; the list's own filters beside it. */
export interface ListQuery {
  q?: string;
  sort?: string;
  page?: number;
  page_size?: number;
}

export interface Column<Row> {
  /** Unique within the list. */
  key: string;
  title: string;
  /** Name by which the server sorts; without one the column is not sortable. */
  sort?: string;
  /** Sorts from the end at the first press: dates and counts. */
  isLatestFirst?: boolean;
  isNumber?: boolean;
  /** The cell that names its row. One column of a list has it. */
  isName?: boolean;
  render: (row: Row) => ReactNode;
}

/** A filter lives in the address under its name. */
export interface Filter {
  name: string;
  label: string;
  /** One of these; a date or a text without them. */
  options?: readonly { value: string; text: string }[];
  type?: 'text' | 'date' | 'number';
}

export interface Empty {
  title: string;
  detail: string;
  action?: ReactNode;
}

/** What the address says of a list. */
export interface ListView {
  q: string;
  sort: string;
  page: number;
  pageSize: number;
  filters: Record<string, string>;
}
