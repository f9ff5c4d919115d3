export { asPage } from './asPage';
export { ServerList } from './ServerList';
export type { Column, Empty, Filter, ListQuery, Page } from './types';
