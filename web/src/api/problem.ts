import type { ProblemDocument } from './types';

/** What went wrong, as the server said it (RFC 9457), or as the browser found it. */
export class Problem extends Error {
  constructor(readonly document: ProblemDocument) {
    super(document.detail);
    this.name = 'Problem';
  }

  get status(): number {
    return this.document.status;
  }

  /** The server was not reached at all. */
  get isOffline(): boolean {
    return this.document.status === 0;
  }
}

const isDocument = (value: unknown): value is ProblemDocument =>
  typeof value === 'object' && value !== null && 'type' in value && 'title' in value && 'detail' in value;

/** Anything thrown or answered, as a Problem. */
export function toProblem(error: unknown, response?: Response): Problem {
  if (error instanceof Problem) return error;
  if (isDocument(error)) return new Problem(error);
  const requestId = response?.headers.get('X-Request-Id') ?? undefined;
  if (response) {
    return new Problem({
      type: 'about:blank',
      title: 'The portal could not answer',
      status: response.status,
      detail: `The server answered with status ${response.status}.`,
      cure: 'Try again in a moment.',
      instance: requestId,
    });
  }
  return new Problem({
    type: '/problems/not-reached',
    title: 'The portal was not reached',
    status: 0,
    detail: 'There was no connection to the server.',
    cure: 'Check your connection, then try again.',
  });
}
