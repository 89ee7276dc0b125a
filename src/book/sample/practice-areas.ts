/**
 * What an IP and commercial firm writes on its invoices: for each practice area how matters are
 * called, what the work was, and which expenses come with it. `{mark}`, `{other}`, `{place}` and
 * `{person}` are filled in for each matter, so that its lines tell one story.
 */
export interface ExpenseWording {
  readonly text: string;
  readonly category: string;
  /** Lowest and highest price in whole units of the currency. */
  readonly from: number;
  readonly to: number;
  /** Court and official fees are GST-free; what is paid as the client's agent is outside GST. */
  readonly taxCode: 'standard' | 'free' | 'none';
}

export interface PracticeArea {
  readonly name: string;
  /** Who instructs the firm in such matters. */
  readonly clients: 'organisation' | 'any';
  readonly matters: readonly string[];
  readonly work: readonly string[];
  readonly fixedFees: readonly string[];
  readonly expenses: readonly ExpenseWording[];
}

type ExpenseRow = readonly [string, string, number, number, ExpenseWording['taxCode']];

function expenses(...rows: readonly ExpenseRow[]): readonly ExpenseWording[] {
  return rows.map(([text, category, from, to, taxCode]) => ({ text, category, from, to, taxCode }));
}

export const practiceAreas: readonly PracticeArea[] = [
  {
    name: 'Trade marks',
    clients: 'any',
    matters: [
      'Trade mark application – {mark}',
      '{mark} – opposition by {other}',
      'Trade mark portfolio renewals – {mark}',
      'Madrid Protocol extension of {mark}',
      'Clearance of the name {mark}',
    ],
    work: [
      'Reviewing the examiner’s adverse report on {mark} and advising on the citations raised',
      'Drafting submissions in response to the section 44 objection',
      'Searching the register for marks similar to {mark} and reporting on the results',
      'Settling the specification of goods and services with {person}',
      'Telephone attendance on {person} regarding the evidence of use',
      'Preparing statutory declaration as to use and reputation of {mark}',
      'Considering the notice of intention to oppose filed by {other}',
      'Reviewing evidence in support filed by {other} and noting its weaknesses',
      'Correspondence with attorneys for {other} proposing a co-existence arrangement',
      'Drafting co-existence agreement with {other}',
      'Diarising renewal deadlines and obtaining instructions to renew',
      'Instructing foreign associates on the designations and settling their questions',
    ],
    fixedFees: [
      'Preparing and filing trade mark application for {mark}, per our fee schedule',
      'Attending to renewal of registration for {mark}',
      'Reporting acceptance and registration of {mark}, fixed fee',
    ],
    expenses: expenses(
      ['IP Australia filing fee, per class', 'official fee', 250, 400, 'free'],
      ['IP Australia renewal fee, per class', 'official fee', 400, 400, 'free'],
      ['Madrid Protocol handling fee', 'official fee', 150, 150, 'free'],
      ['Foreign associate’s charges', 'foreign agent', 380, 1900, 'free'],
      ['Investigator’s report on use of {mark}', 'investigation', 450, 1600, 'standard'],
    ),
  },
  {
    name: 'Patents',
    clients: 'organisation',
    matters: [
      'Provisional patent application – {mark} assembly',
      'PCT national phase entry – {mark} process',
      'Freedom to operate – {mark} device',
      'Examination of standard patent – {mark} system',
    ],
    work: [
      'Conferring with {person} on the invention disclosure and the closest prior art',
      'Drafting claims 1 to 14 and settling the drawings',
      'Reviewing the first examination report and preparing a response strategy',
      'Drafting response to the examiner’s inventive step objection with amended claims',
      'Considering the international search report and advising on its citations',
      'Preparing freedom to operate opinion on patents held by {other}',
      'Reviewing assignment chain and preparing confirmatory assignments from the inventors',
      'Instructing foreign associates for national phase entry in the chosen countries',
      'Telephone conference with {person} on the commercial claim scope',
      'Reporting the notice of acceptance and advising on divisional applications',
    ],
    fixedFees: [
      'Preparing and filing complete specification, agreed fee',
      'Entering the national phase in Australia, agreed fee',
      'Annuity payment, attending to and reporting',
    ],
    expenses: expenses(
      ['IP Australia examination fee', 'official fee', 490, 490, 'free'],
      ['IP Australia continuation fee', 'official fee', 300, 600, 'free'],
      ['Preparation of formal drawings', 'drawings', 180, 740, 'standard'],
      ['Translation of prior art document', 'translation', 320, 1450, 'standard'],
      ['Foreign associate’s charges, national phase', 'foreign agent', 1400, 5200, 'free'],
    ),
  },
  {
    name: 'Disputes',
    clients: 'any',
    matters: [
      '{mark} – infringement proceedings against {other}',
      'Claim by {other} – supply contract',
      'Recovery of debt from {other}',
      'Mediation with {other}',
      'Misleading conduct claim – {other}',
    ],
    work: [
      'Perusing the statement of claim and advising on the prospects of a defence',
      'Drafting letter of demand to {other}',
      'Conference with {person} and counsel on the evidence',
      'Drafting affidavit of {person}',
      'Reviewing discovery produced by {other}, documents 1 to 240',
      'Preparing for and attending directions hearing in the Federal Court',
      'Drafting position paper for the mediation',
      'Attending mediation with {other}',
      'Negotiating terms of settlement with solicitors for {other}',
      'Drafting deed of settlement and release',
      'Preparing brief to counsel and observations',
      'Considering offer of compromise and advising on costs consequences',
    ],
    fixedFees: ['Preparing and serving letter of demand, fixed fee'],
    expenses: expenses(
      ['Federal Court filing fee', 'court fee', 1660, 4840, 'free'],
      ['Local Court filing fee', 'court fee', 180, 330, 'free'],
      ['Counsel’s fees', 'counsel', 1800, 9600, 'standard'],
      ['Service of documents by process server', 'service', 88, 240, 'standard'],
      ['Mediator’s fee, one half', 'mediation', 2200, 4800, 'standard'],
      ['Transcript of hearing', 'transcript', 210, 860, 'standard'],
    ),
  },
  {
    name: 'Commercial contracts',
    clients: 'any',
    matters: [
      'Distribution agreement with {other}',
      'Supply terms – {mark} range',
      'Licence of {mark} to {other}',
      'Services agreement with {other}',
      'Standard terms and conditions',
    ],
    work: [
      'Taking instructions from {person} on the commercial terms with {other}',
      'Drafting distribution agreement, including minimum purchase and exclusivity provisions',
      'Amending draft following comments by solicitors for {other}',
      'Advising on unfair contract terms and the liability cap',
      'Negotiating warranty and indemnity clauses with {other}',
      'Reviewing royalty and audit provisions of the licence',
      'Preparing execution version and arranging signing',
      'E-mails with {person} regarding termination for convenience',
      'Advising on security interests and registering on the PPSR',
    ],
    fixedFees: [
      'Drafting standard terms and conditions, fixed fee',
      'Contract review and mark-up, fixed fee',
      'Monthly retainer for general commercial advice',
    ],
    expenses: expenses(
      ['PPSR registration', 'search', 6, 34, 'standard'],
      ['ASIC company search', 'search', 10, 20, 'standard'],
      ['Courier', 'courier', 15, 60, 'standard'],
    ),
  },
  {
    name: 'Corporate',
    clients: 'organisation',
    matters: [
      'Acquisition of the business of {other}',
      'Shareholders agreement',
      'Series A investment by {other}',
      'Employee share plan',
      'Restructure of the {mark} group',
    ],
    work: [
      'Conducting due diligence on material contracts of {other} and reporting',
      'Drafting share sale agreement and disclosure letter',
      'Negotiating conditions precedent and completion mechanics',
      'Attending completion meeting and exchanging documents',
      'Drafting board and shareholder resolutions',
      'Reviewing subscription agreement proposed by {other}',
      'Advising directors on duties in relation to the transaction',
      'Telephone conference with {person} and the company’s accountants on structure',
      'Preparing constitution and shareholders agreement',
      'Lodging changes with ASIC and updating the registers',
    ],
    fixedFees: [
      'Incorporating company with constitution, fixed fee',
      'Employee share plan documents, fixed fee',
    ],
    expenses: expenses(
      ['ASIC lodgement fee', 'official fee', 80, 576, 'free'],
      ['Stamp duty paid to Revenue NSW on your behalf', 'agency', 500, 4200, 'none'],
      ['Virtual data room, monthly charge', 'data room', 350, 990, 'standard'],
      ['Searches of ASIC, PPSR and court registers', 'search', 95, 310, 'standard'],
    ),
  },
  {
    name: 'Leasing and property',
    clients: 'any',
    matters: [
      'Lease of {place}',
      'Assignment of lease – {place}',
      'Retail lease dispute – {place}',
    ],
    work: [
      'Reviewing the lessor’s disclosure statement for {place}',
      'Advising on make-good, outgoings and the bank guarantee',
      'Negotiating amendments to the lease with the lessor’s solicitors',
      'Drafting deed of consent to assignment',
      'Attending to registration of lease',
      'Telephone attendance on {person} regarding the option to renew',
    ],
    fixedFees: ['Acting on lease of {place}, fixed fee'],
    expenses: expenses(
      ['Title and dealing searches', 'search', 45, 160, 'standard'],
      ['Registration fee, Land Registry Services', 'official fee', 165, 165, 'free'],
      ['Lessor’s legal costs paid on your behalf', 'agency', 600, 1800, 'none'],
    ),
  },
  {
    name: 'Employment',
    clients: 'any',
    matters: [
      'Executive service agreement',
      'Restraint of trade – former employee',
      'Workplace investigation',
      'Contractor agreements',
    ],
    work: [
      'Drafting executive service agreement with restraint and IP assignment clauses',
      'Advising {person} on notice, redundancy entitlements and process',
      'Reviewing social media and confidentiality policies',
      'Drafting letter enforcing post-employment restraints',
      'Preparing response to general protections application',
      'Attending conciliation in the Fair Work Commission',
      'Interviewing witnesses and preparing investigation report',
    ],
    fixedFees: [
      'Employment contract templates, fixed fee',
      'Advice on termination and deed of release, fixed fee',
    ],
    expenses: expenses(
      ['Travel to interviews', 'travel', 45, 280, 'standard'],
      ['Printing and binding of hearing books', 'printing', 60, 390, 'standard'],
    ),
  },
  {
    name: 'Technology and privacy',
    clients: 'organisation',
    matters: [
      'Software licence and SaaS terms – {mark}',
      'Privacy compliance review',
      'Data processing agreement with {other}',
      'Copyright in {mark} software',
    ],
    work: [
      'Drafting SaaS terms and service level schedule for {mark}',
      'Reviewing privacy policy against the Australian Privacy Principles',
      'Advising on the notifiable data breach and drafting the statement to the regulator',
      'Negotiating data processing agreement with {other}',
      'Advising on open source licences used in {mark}',
      'Drafting deed of assignment of copyright from contractors',
      'Workshop with {person} and the product team on data flows',
    ],
    fixedFees: [
      'Privacy policy and collection notices, fixed fee',
      'SaaS terms and acceptable use policy, fixed fee',
    ],
    expenses: expenses(
      ['Technical expert’s preliminary report', 'expert', 900, 3400, 'standard'],
      ['Courier', 'courier', 15, 60, 'standard'],
    ),
  },
];
