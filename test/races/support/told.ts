/** What a client was told: `OK`, the code of a refusal, or the code of a failure. */
export interface Told {
  readonly said: string;
  /** The payload, or the refusal; null when the request failed. */
  readonly data: any;
}

/** Codes of failures begin like this, so that no refusal is taken for one. */
const FAILED = 'FAILED ';

export function told(answer: any, name: string): Told {
  const [error] = answer.errors ?? [];
  if (error !== undefined) {
    const { code, reason } = error.extensions ?? {};
    return {
      said: `${FAILED}${[code, reason].filter(Boolean).join('/')}`,
      data: answer.data?.[name] ?? null,
    };
  }
  const data = answer.data[name];
  return { said: data.__typename.endsWith('Payload') ? 'OK' : data.code, data };
}

export function isFailure({ said }: Told): boolean {
  return said.startsWith(FAILED);
}
