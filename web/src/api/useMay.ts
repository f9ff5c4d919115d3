import { useQuery } from '@tanstack/react-query';
import { permissionsQuery } from './session';

const STAFF = 1;

/** What whoever is signed in may do with programmes and events; the server decides again. */
export function useMay(): { isKnown: boolean; isStaff: boolean; mayManage: boolean } {
  const level = useQuery(permissionsQuery).data?.level;
  return { isKnown: level !== undefined, isStaff: level !== undefined && level <= STAFF, mayManage: level === 0 };
}
