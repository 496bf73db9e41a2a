import { queryOptions } from '@tanstack/react-query';
import { admin } from '../api/admin.js';

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: ({ signal }) => admin().plans.list({ signal }),
});
