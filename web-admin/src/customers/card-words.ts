type Words = { text: string; until: string; qr: string };
export type CardWords = Words & { language: string; direction: 'ltr' | 'rtl' };

/**
 * What stands on a printed card, in the language of the person who gets it, not of whoever prints it. So every language is at hand,
 * whichever the console speaks.
 */
const cards: Readonly<Record<string, Words>> = {
  en: { text: 'Point your phone’s camera at the code and activate your account. The code is only for you.', until: 'Valid until {date}', qr: 'Code for {name}' },
  fr: { text: 'Visez le code avec l’appareil photo de votre téléphone et activez votre compte. Ce code est pour vous seul.', until: 'Valable jusqu’au {date}', qr: 'Code pour {name}' },
  de: { text: 'Richten Sie die Kamera Ihres Telefons auf den Code und aktivieren Sie Ihr Konto. Der Code ist nur für Sie.', until: 'Gültig bis {date}', qr: 'Code für {name}' },
  es: { text: 'Apunte la cámara de su teléfono al código y active su cuenta. El código es solo para usted.', until: 'Válido hasta el {date}', qr: 'Código para {name}' },
  it: { text: 'Inquadri il codice con la fotocamera del telefono e attivi il Suo account. Il codice è solo per Lei.', until: 'Valido fino al {date}', qr: 'Codice per {name}' },
  pt: { text: 'Aponte a câmara do seu telefone para o código e ative a sua conta. O código é só para si.', until: 'Válido até {date}', qr: 'Código para {name}' },
  nl: { text: 'Richt de camera van uw telefoon op de code en activeer uw account. De code is alleen voor u.', until: 'Geldig tot {date}', qr: 'Code voor {name}' },
  pl: { text: 'Proszę skierować aparat telefonu na kod i aktywować konto. Kod jest przeznaczony tylko dla tej osoby.', until: 'Ważny do {date}', qr: 'Kod dla {name}' },
  sv: { text: 'Rikta telefonens kamera mot koden och aktivera ditt konto. Koden är bara till dig.', until: 'Gäller till {date}', qr: 'Kod för {name}' },
  ja: { text: 'スマートフォンのカメラをコードに向け、アカウントを有効にしてください。このコードはご本人専用です。', until: '{date} まで有効', qr: '{name} さんのコード' },
  ar: { text: 'وجّه كاميرا هاتفك نحو الرمز وفعّل حسابك. هذا الرمز مخصص لك وحدك.', until: 'صالح حتى {date}', qr: 'رمز {name}' },
  he: { text: 'יש לכוון את מצלמת הטלפון אל הקוד ולהפעיל את החשבון. הקוד מיועד רק לך.', until: 'בתוקף עד {date}', qr: 'קוד עבור {name}' },
};

const english: Words = { text: '', until: '', qr: '', ...cards.en };

/** In the person's language, else in English. */
export function cardWordsIn(language: string): CardWords {
  const known = cards[language];
  const used = known ? language : 'en';
  return { ...(known ?? english), language: used, direction: used === 'ar' || used === 'he' ? 'rtl' : 'ltr' };
}
