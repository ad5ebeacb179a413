/**
 * What Open Badges 3.0 (final release, tables B.1) asks of a credential, of the classes that are used here, written down
 * as a JSON schema. Nothing beside the properties of those tables is let through, so that a misspelt one is found. In one
 * thing it follows the data model of W3C Verifiable Credentials 2.0, where a credential may have several statuses.
 */
const text = { type: 'string', minLength: 1 };
const uri = { type: 'string', format: 'uri' };
const moment = { type: 'string', format: 'date-time', pattern: '(Z|[+-]\\d\\d:\\d\\d)$' };
const types = (...needed: string[]) => ({
  type: 'array',
  items: text,
  allOf: needed.map((type) => ({ contains: { const: type } })),
});

const classOf = (properties: Record<string, object>, required: readonly string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const PROFILE = classOf(
  { id: uri, type: types('Profile'), name: text, url: uri, description: text, email: text },
  ['id', 'type'],
);

const IDENTITY = classOf(
  {
    type: { const: 'IdentityObject' },
    hashed: { type: 'boolean' },
    identityHash: text,
    identityType: {
      enum: ['name', 'emailAddress', 'sourcedId', 'systemId', 'userName', 'accountId', 'identifier'],
    },
    salt: text,
  },
  ['type', 'hashed', 'identityHash', 'identityType'],
);

const CRITERIA = { ...classOf({ id: uri, narrative: text }, []), minProperties: 1 };

const ACHIEVEMENT = classOf(
  {
    id: uri,
    type: types('Achievement'),
    achievementType: { enum: ['Certification', 'Certificate', 'Course', 'Badge'] },
    criteria: CRITERIA,
    description: text,
    humanCode: text,
    inLanguage: { type: 'string', pattern: '^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$' },
    name: text,
    version: text,
  },
  ['id', 'type', 'criteria', 'description', 'name'],
);

const SUBJECT = {
  ...classOf(
    {
      id: uri,
      type: types('AchievementSubject'),
      identifier: { type: 'array', items: IDENTITY },
      licenseNumber: text,
      achievement: ACHIEVEMENT,
    },
    ['type', 'achievement'],
  ),
  anyOf: [{ required: ['id'] }, { required: ['identifier'] }],
};

const EVIDENCE = classOf(
  {
    id: uri,
    type: types('Evidence'),
    name: text,
    narrative: text,
    description: text,
    genre: text,
    audience: text,
  },
  ['type'],
);

/** Bitstring Status List v1.0, 2.1. */
const STATUS = classOf(
  {
    id: uri,
    type: { const: 'BitstringStatusListEntry' },
    statusPurpose: { enum: ['revocation', 'suspension'] },
    statusListIndex: { type: 'string', pattern: '^(0|[1-9][0-9]*)$' },
    statusListCredential: uri,
  },
  ['id', 'type', 'statusPurpose', 'statusListIndex', 'statusListCredential'],
);

/** Data Integrity EdDSA Cryptosuites v1.0. */
const PROOF = classOf(
  {
    type: { const: 'DataIntegrityProof' },
    cryptosuite: { const: 'eddsa-rdfc-2022' },
    created: moment,
    verificationMethod: uri,
    proofPurpose: { const: 'assertionMethod' },
    proofValue: { type: 'string', pattern: '^z[1-9A-HJ-NP-Za-km-z]+$' },
  },
  ['type', 'cryptosuite', 'verificationMethod', 'proofPurpose', 'proofValue'],
);

export const OPEN_BADGE_CREDENTIAL = {
  $schema: 'https://json-schema.org/draft/2019-09/schema',
  ...classOf(
    {
      '@context': {
        type: 'array',
        items: [
          { const: 'https://www.w3.org/ns/credentials/v2' },
          { const: 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json' },
        ],
        minItems: 2,
      },
      id: uri,
      type: types('VerifiableCredential', 'OpenBadgeCredential'),
      name: text,
      description: text,
      awardedDate: moment,
      credentialSubject: SUBJECT,
      evidence: { type: 'array', items: EVIDENCE },
      issuer: PROFILE,
      validFrom: moment,
      validUntil: moment,
      proof: PROOF,
      credentialStatus: { type: 'array', items: STATUS, minItems: 1 },
    },
    ['@context', 'id', 'type', 'credentialSubject', 'issuer', 'validFrom'],
  ),
};
