import { useMutation, useQueryClient } from '@tanstack/react-query';

/** A change after which everything that belongs to the session is asked for anew. */
export function useRenewed<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: ['mine'] }),
  });
}

/** Stands where openapi.yaml asks for the session's token; the client puts the token in. */
export const csrf = { 'X-CSRF-Token': '' };
