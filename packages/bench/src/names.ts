/** Names as they come in the countries this is used in: common ones often, some with accents, a few in other scripts. */
export const firstNames = (
  'Anna Ben Carla David Elena Felix Greta Hugo Inès Jonas Karim Léa Martin Nora Olivia Paul Quentin Rosa Samuel Théo Ulrich Vera William Xenia Yara Zoé ' +
  'Amélie André Béatrice Björn Chloé Dagmar Éloïse François Gülay Håkon Íris José Kateřina Łukasz Márta Noël Örjan Paweł Renée Søren Tomáš Ünal Valérie Žofie ' +
  'Alice Bruno Camille Diego Emma Fabio Gaia Henri Irene Jules Klara Luca Marie Nina Oscar Petra Robert Sofia Tim Ursula Victor Wanda Yann Adam Bianca Clara Daniel Eva Frank Gina Hans Ida Jan Kim Lars Mia Nils Otto Pia Ralf Sara Tom Ute Viola Walter דנה 花子'
).split(' ');

export const lastNames = (
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David Bertrand Morel Fournier Girard Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann ' +
  'García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Silva Santos Ferreira Pereira Oliveira Costa Nowak Kowalski Wiśniewski ' +
  'Jansen DeVries Bakker Visser Smit Andersson Johansson Karlsson Nilsson Hansen Olsen Larsen Sørensen Jensen Nielsen Novák Svoboda Dvořák Horváth Nagy Kovács Popescu Ionescu Smith Jones Taylor Brown Williams Wilson Evans ' +
  'Achterberg Blumenthal Castelnuovo Desrosiers Eisenhower Fontainebleau Grünewald Hagenbrock Iturralde Jankowska Kilpatrick Lindqvist Montgomery Nakamura Oberhausen Quasthoff Rautenberg Stavropoulos Tremblay Underwood Vandenberghe Wolkenstein Xirgu Yamamoto Zwetschkenbaum כהן 山田'
).split(' ');

export const domains = ['example.com', 'example.org', 'mail.example.net', 'contoso.example', 'fabrikam.example', 'northwind.example', 'telecom.example'];
