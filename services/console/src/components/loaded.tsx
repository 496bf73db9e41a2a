import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Waiting } from '../layout/waiting.js';
import { text } from '../text/index.js';
import { Button } from './button.js';
import { Failure } from './notice.js';

interface LoadedProps<Data> {
  readonly query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;
  readonly children: (data: Data) => ReactNode;
}

/** What a query brought; until then that it is on its way, or why it did not come. */
export function Loaded<Data>({ query: { data, error, refetch }, children }: LoadedProps<Data>) {
  if (data !== undefined) return children(data);
  if (error === null) return <Waiting />;
  return <Failure error={error} action={<Button onClick={() => refetch()}>{text.actions.again}</Button>} />;
}
