/** What the desk reads over REST, by cache key. */
import { type InfiniteData, type QueryClient, type QueryKey, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/problem.ts';
import type { Consultation, ConsultationDetail, Me, Page } from '../api/types.ts';
import { useServices } from '../seam/services.tsx';

export const keys = {
  me: ['me'] as const,
  queue: ['queue'] as const,
  mine: ['mine'] as const,
  resolved: ['resolved'] as const,
  consultation: (id: string) => ['consultation', id] as const,
  customer: (uid: string) => ['customer', uid] as const,
};

/** Notices say what changed; this often the lists are read again without one, as a safety net. */
const REREAD_MS = 30_000;
const PAGE_SIZE = 100;
const RESOLVED_PAGE_SIZE = 30;

export function shouldRetry(failures: number, error: Error): boolean {
  return error instanceof ApiError && error.retryable && failures < 2;
}

/** Reads again what is on screen, all of it or what the key names; answers that are under way do not count. */
export async function readAgain(queryClient: QueryClient, queryKey: QueryKey = []): Promise<void> {
  // A first read under way is not started anew but shared, and it may have been answered before what is wished for.
  const shared = queryClient
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching' })
    .filter(({ state }) => state.data === undefined);
  await queryClient.invalidateQueries({ queryKey });
  if (shared.length > 0) await queryClient.invalidateQueries({ predicate: (query) => shared.includes(query) });
}

export function useMe(): Me {
  const { api, session } = useServices();
  const held = session.store.getState().session?.me;
  const query = useQuery({ queryKey: keys.me, queryFn: api.me, placeholderData: held, refetchInterval: REREAD_MS });
  const me = query.data ?? held;
  if (!me) throw new Error('the desk is shown to signed-in users only');
  return me;
}

export function useQueue() {
  const { api } = useServices();
  return useQuery({
    queryKey: keys.queue,
    queryFn: () => api.queue({ limit: PAGE_SIZE }),
    refetchInterval: REREAD_MS,
  });
}

export function useMine() {
  const { api } = useServices();
  return useQuery({
    queryKey: keys.mine,
    queryFn: () => api.consultations('mine', { limit: PAGE_SIZE }),
    refetchInterval: REREAD_MS,
  });
}

export function useResolved(enabled: boolean) {
  const { api } = useServices();
  return useInfiniteQuery({
    queryKey: keys.resolved,
    queryFn: ({ pageParam }) =>
      api.consultations('resolved', { limit: RESOLVED_PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled,
  });
}

/** One consultation: at once from the lists when it is in one, then in full. */
export function useConsultation(id: string, queryClient: QueryClient) {
  const { api } = useServices();
  return useQuery<ConsultationDetail>({
    queryKey: keys.consultation(id),
    queryFn: () => api.consultation(id),
    placeholderData: () => {
      const listed = findListed(queryClient, id);
      return listed && { ...listed, transitions: [] };
    },
  });
}

export function useCustomer(uid: string) {
  const { api } = useServices();
  return useQuery({ queryKey: keys.customer(uid), queryFn: () => api.customer(uid) });
}

function findListed(queryClient: QueryClient, id: string): Consultation | undefined {
  const mine = queryClient.getQueryData<Page<Consultation>>(keys.mine)?.items ?? [];
  const resolved = queryClient.getQueryData<InfiniteData<Page<Consultation>>>(keys.resolved)?.pages ?? [];
  return [...mine, ...resolved.flatMap((page) => page.items)].find((consultation) => consultation.id === id);
}
