import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Env } from '../config/env.js';
import type { Texts } from '../domain/programme.js';
import { languageOf } from './language.js';
import { ACCESSIBILITY_PAGE, Layout } from './layout.js';
import { PageErrors } from './page-errors.filter.js';
import { sendPage } from './send.js';

const TITLE: Texts = { da: 'Tilgængelighed', en: 'Accessibility' };

/** Only what is so: `test/contract/pages.spec.ts` and `pages-in-browser.spec.ts` do what is said here. */
const SECTIONS: readonly { readonly title: Texts; readonly text: Texts }[] = [
  {
    title: { da: 'Hvad vi sigter efter', en: 'What we aim at' },
    text: {
      da: 'Alle sider her skal kunne bruges af alle: WCAG 2.1, niveau A og AA, som webtilgængelighedsloven kræver det (EN 301 549). De virker uden scripts, med tastatur, på en telefon, i lyst og mørkt, og de kan udskrives.',
      en: 'Everybody should be able to use every page here: WCAG 2.1, levels A and AA, as EN 301 549 and the Danish act on web accessibility ask. The pages work without scripts, with a keyboard, on a phone, in light and dark, and can be printed.',
    },
  },
  {
    title: { da: 'Hvordan det er afprøvet', en: 'How it is tested' },
    text: {
      da: 'Ved hver ændring af programmet afprøves siderne på dansk og engelsk med axe-core efter reglerne for niveau A og AA, og kontrasten mellem alle farver regnes efter. I en browser afprøves det desuden, at intet skal rulles vandret ved 320 pixels bredde eller 200 % forstørrelse, og at tastaturet når alt i læserækkefølgen.',
      en: 'With every change of the program the pages are tested in Danish and English with axe-core by the rules of levels A and AA, and the contrast between all colours is worked out. In a browser it is tested too that nothing has to be scrolled sideways at a width of 320 pixels or at 200% zoom, and that the keyboard reaches everything in reading order.',
    },
  },
  {
    title: { da: 'Hvad vi ved mangler', en: 'What we know is missing' },
    text: {
      da: 'Siderne er ikke afprøvet af mennesker, der bruger skærmlæser eller andre hjælpemidler, og ingen uafhængig har gennemgået dem. Titlen på et certifikat står kun på dansk. Værktøjet til GraphQL er til udviklere og hører ikke til det, der er afprøvet.',
      en: 'The pages were not tested by people who use screen readers or other aids, and nobody independent has reviewed them. The title of a certificate is in Danish only. The tool for GraphQL is for developers and not part of what was tested.',
    },
  },
];

const CONTACT = {
  title: { da: 'Hvis noget ikke virker for dig', en: 'If something does not work for you' },
  text: {
    da: 'Skriv, hvilken side det er, og hvad der sker, til:',
    en: 'Write which page it is and what happens to:',
  },
  nobody: {
    da: 'Sig det til den, du har fået adressen på denne side af.',
    en: 'Tell whoever gave you the address of this page.',
  },
  authority: {
    da: 'Offentlige myndigheder har desuden deres egen tilgængelighedserklæring; Digitaliseringsstyrelsen fører tilsyn med dem.',
    en: 'Danish public authorities have an accessibility statement of their own as well; the Agency for Digital Government supervises them.',
  },
} satisfies Record<string, Texts>;

/** What is done for everybody to be able to use the pages, what is not, and whom to tell. */
@Controller(ACCESSIBILITY_PAGE.slice(1))
@UseFilters(PageErrors)
export class AccessibilityController {
  constructor(private readonly env: Env) {}

  @Get()
  statement(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const language = languageOf(request);
    const { accessibilityContact: contact } = this.env;
    void sendPage(
      reply,
      <Layout request={request} title={TITLE}>
        {SECTIONS.map(({ title, text }) => (
          <section key={title.en}>
            <h2>{title[language]}</h2>
            <p>{text[language]}</p>
          </section>
        ))}
        <h2>{CONTACT.title[language]}</h2>
        {contact === undefined ? (
          <p>{CONTACT.nobody[language]}</p>
        ) : (
          <p>
            {CONTACT.text[language]} <a href={`mailto:${contact}`}>{contact}</a>
          </p>
        )}
        <p>{CONTACT.authority[language]}</p>
      </Layout>,
    );
  }
}
