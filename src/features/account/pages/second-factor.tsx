import type { VNode } from 'preact';
import { renderSVG } from 'uqr';
import type { SecondFactor } from '../../../access/account-secrets.js';
import type { Texts } from '../../../domain/programme.js';
import type { Language } from '../../../pages/language.js';

const HOW: Texts = {
  da: 'Åbn en app til totrinslogin på din telefon, og skan billedet. Skriv derefter den kode, som appen viser.',
  en: 'Open an authenticator app on your phone and scan the picture. Then type the code that the app shows.',
};
const PICTURE: Texts = { da: 'QR-kode med hemmeligheden nedenfor', en: 'QR code of the secret below' };
const LINK: Texts = { da: 'Åbn appen på denne enhed', en: 'Open the app on this device' };
const TYPED: Texts = { da: 'Eller skriv hemmeligheden i appen:', en: 'Or type the secret into the app:' };
const KEPT: Texts = {
  da: 'Gem disse koder et sikkert sted. Hver af dem virker én gang i stedet for koden fra appen, hvis du mister telefonen. De vises ikke igen.',
  en: 'Keep these codes in a safe place. Each works once instead of the code from the app, should you lose the phone. They are not shown again.',
};

/** What an authenticator app needs: as a picture, as a link, and as text. */
export function SecondFactorOffer({
  language,
  offered: { secret, uri },
}: {
  readonly language: Language;
  readonly offered: SecondFactor;
}): VNode {
  const picture = `data:image/svg+xml;base64,${Buffer.from(renderSVG(uri, { border: 4 })).toString('base64')}`;
  return (
    <>
      <p>{HOW[language]}</p>
      <p>
        <img src={picture} alt={PICTURE[language]} width="220" height="220" />
      </p>
      <p>
        <a href={uri}>{LINK[language]}</a>
      </p>
      <p>
        {TYPED[language]} <code>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
    </>
  );
}

export function RecoveryCodes({
  language,
  codes,
}: {
  readonly language: Language;
  readonly codes: readonly string[];
}): VNode {
  return (
    <>
      <p>{KEPT[language]}</p>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
