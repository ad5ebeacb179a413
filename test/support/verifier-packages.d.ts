/** What is used of verifiers that come without types. */
declare module '@digitalbazaar/vc';
declare module '@digitalbazaar/vc-bitstring-status-list';
declare module '@digitalcredentials/vc';
declare module '@digitalcredentials/vc-bitstring-status-list';

declare module '@digitalcredentials/data-integrity' {
  export const DataIntegrityProof: new (options: object) => object;
}

declare module '@digitalcredentials/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object;
}
