/** What one outside identity provider is trusted with: whose tokens, for whom, and which roles it may ever give. */
import type { JWK } from 'jose';
import type { Texts } from '../../domain/programme.js';
import type { Role } from '../actor.js';

/** Asymmetric only: a key that everybody may read can then never sign. */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** The levels of assurance of the national standard (NSIS), lowest first. */
export const LEVELS = ['LOW', 'SUBSTANTIAL', 'HIGH'] as const;
export type Level = (typeof LEVELS)[number];

/** Where a claim stands in a token: its name, or the names on the way to it. */
export type ClaimPath = readonly string[];

/** `is`: the claim is this. `contains`: it is this, or a list with it. `hasWord`: one of its words, between spaces, is this. */
export interface Condition {
  readonly claim: ClaimPath;
  readonly test: 'is' | 'contains' | 'hasWord';
  readonly value: string | number | boolean;
}

/** The scope of a role: always the same, or what a claim says, translated where `values` are given. */
export type ScopeSource =
  | { readonly constant: string }
  | { readonly claim: ClaimPath; readonly values: ReadonlyMap<string, string> | null };

export type RoleRule = { readonly when: readonly Condition[] } & (
  | { readonly role: 'AGENCY' | 'ADMIN' | 'EVALUATOR' | 'PARTICIPANT' }
  | { readonly role: 'COORDINATOR' | 'PROVIDER'; readonly scope: ScopeSource }
);

/** When an address in a token belongs to whoever signed in: as a claim says, or always, by agreement. */
export type EmailProof = Condition | 'BY_ISSUER';

/** The roles that may come from a provider at all, and how far each may reach, whatever its tokens say. */
export interface Ceiling {
  readonly roles: ReadonlySet<Role>;
  readonly municipalities: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
  /** Of e-mail addresses, in small letters. */
  readonly domains: ReadonlySet<string>;
  readonly emailProof: EmailProof | null;
}

export interface Assurance {
  /** A claim says the level, in one of these words; or it is agreed to be always the same. */
  readonly source: { readonly claim: ClaimPath; readonly words: ReadonlyMap<string, Level> } | Level;
  /** Below it nobody is let in. */
  readonly minimum: Level;
  /** Below it, whoever signs in is not given the role. */
  readonly byRole: ReadonlyMap<Role, Level>;
}

/** How people sign in at a provider with a browser. */
export interface BrowserSettings {
  readonly clientId: string;
  /** How this server shows that it is that client; null where the provider asks for PKCE alone. */
  readonly proof: { readonly secret: string } | { readonly key: JWK } | null;
  readonly scopes: readonly string[];
  /** What the provider is called where people choose. */
  readonly label: Texts;
  /** Every ID token must fulfil these. */
  readonly require: readonly Condition[];
}

export interface IssuerSettings {
  /** Names the provider in what is recorded and logged. */
  readonly key: string;
  readonly issuer: string;
  /** The `iss` of its tokens; differs from `issuer` with AD FS. */
  readonly tokenIssuer: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly Algorithm[];
  /** The `typ` that a token must have; null leaves the usual ones. */
  readonly tokenType: string | null;
  readonly clockToleranceSeconds: number;
  readonly maxLifetimeMinutes: number;
  readonly claims: { readonly subject: ClaimPath; readonly name: ClaimPath; readonly email: ClaimPath };
  /** Every token must fulfil these. */
  readonly require: readonly Condition[];
  readonly assurance: Assurance;
  readonly ceiling: Ceiling;
  readonly rules: readonly RoleRule[];
  /** Null where nobody signs in with a browser. */
  readonly browser: BrowserSettings | null;
}

/** Whether tokens can be trusted to come over this address: https, or http that never leaves the machine. */
export function isTrustedUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
