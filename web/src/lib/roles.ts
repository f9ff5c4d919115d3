import type { User } from '@/api/types';

const NAMES: Record<User['role'], string> = {
  system_administrator: 'System administrator',
  power_provider: 'Power provider',
  organisation_administrator: 'Organisation administrator',
  organisation_user: 'Organisation member',
  residential_user: 'Residential user',
  pending: 'Waiting for approval',
};

/** The role in words; what is not a role code stays as it is. */
export const roleName = (role: string): string => (role in NAMES ? NAMES[role as User['role']] : role);
