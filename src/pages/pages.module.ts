import { Controller, Get, Header, Module } from '@nestjs/common';
import { HomeController } from './home.js';
import { CSS, STYLESHEET } from './stylesheet.js';

@Controller()
class StylesheetController {
  @Get(STYLESHEET)
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  stylesheet(): string {
    return CSS;
  }
}

/** What all pages share. Those for a browser stand in their features, as controllers with `@UseFilters(PageErrors)`. */
@Module({ controllers: [HomeController, StylesheetController] })
export class PagesModule {}
