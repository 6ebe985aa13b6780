"""The words by which minutes say what became of a proposal, Finnish and Swedish (formats.md 7.2, 7.3).

Every pattern is searched in one sentence at a time; gaps are bounded, so that the time stays linear.
"""

import re

_I = re.IGNORECASE
EMPTY = frozenset({"", "-", "–", "—", "x", ".", "--", "päätös", "päätös:", "beslut", "beslut:"})
PARENTHESES = re.compile(r"\([^()]{0,200}\)")

_BODY = r"(?:\w{0,60}(?:hallitus|lautakunta|valtuusto|jaosto|toimikunta|valiokunta|kokous|johtokunta|neuvosto|styrelsen|nämnden|fullmäktige|sektionen|direktionen))"

ATTENDANCE = re.compile(
    r"^(?:(?:samalla |lisäksi )?(?:merkittiin|merkitään|merkitsi|kirjattiin)\b(?!.{0,60}\b(?:tiedoksi|tietoon)).{0,60}?(?:,? että\b|:).{0,200}?"
    r"(?:poistui|saapui|liittyi|osallistu|asiantunti|läsnä|esteelli|jääv|oli poissa|kokouksessa|kokousta|puheenjohtajana|klo|"
    r"eriävä|mielipite|pöytäkirjanpitäjänä|kello|tauko|tarkast)"
    r"|.{0,120}\b(?:poistui(?:vat)?|saapui(?:vat)?|liittyi(?:vät)?) .{0,60}(?:kokouks|klo|paikalta|etäyht|teams)"
    r"|.{0,160}\b(?:esteelli|jäävi|jääväs|jävig|anmälde jäv)"
    r"|.{0,160}\b(?:asiantuntijana|asiantuntijoina|kuultavana|sakkunnig)"
    r"|det antecknades att\b|.{0,40}(?:tauo|kokous keskeytettiin)"
    r"|(?:pykälä|tämä pykälä|pöytäkirja|asia) (?:tarkastettiin|tarkistettiin|justerades)"
    r"|(?:paragrafen|protokollet) justerades)",
    _I,
)
"""Who came, left, was heard or disqualified; breaks; the approval of the minutes at the table."""

MOTION = re.compile(
    r"\b(?:ehdotti(?:vat)?|esitti(?:vät)?|kannatti(?:vat)?|kannattivat|kannattamana|kannattaman|kannattamina|tiedusteli|föreslog|understödde|"
    r"teki(?:vät)? .{0,60}(?:ehdotu|esity|aloit)|(?:on|oli) (?:tehty|tehnyt)|(?:ehdotus|esitys|vastaehdotus) (?:on )?rauke|raukesi|rauennu|"
    r"jotka kannattavat|joka kannattaa|antoi(?:vat)? .{0,30}ponsi)\b",
    _I,
)
DECIDES = re.compile(
    r"\b(?:hyväksyttiin|hyväksyi|päätti|päätettiin|päätetään|godkändes|beslöt|beslutade|hyväksyneen|hyväksytyksi|päätökseksi)\b",
    _I,
)
BODY_PROPOSES = re.compile(
    rf"^(?:\W|\w\)|[A-ZÅÄÖ]\.)?\s?(?:[\w-]+,? ){{0,6}}?{_BODY} (?:\w+ )?(?:ehdotti|ehdottaa|esitti|esittää|föreslår|föreslog)\b",
    _I,
)
MOTION_PASSED = re.compile(
    r"^(?:(?:tämä|tehty|ko\.|kyseinen|hänen) )?(?:muutos|vasta|lisäys|palautus|pöydällepano)?(?:ehdotus|esitys|se)\b.{0,80}\b(?:hyväksyttiin|voitti|tuli)\b"
    r"|\bvoidaanko .{0,200}\bhyväksy"
    r"|\bkoska .{0,30}(?:ei vastustettu|vastustettu).{0,120}\bhyväksy",
    _I,
)

TABLED = re.compile(
    r"\b(?:pöydälle|bordla\w+|bordlägg\w*)\b|\b(?:siirrettiin|siirtää|siirsi|siirretään)\b.{0,60}\bseuraavaan kokoukseen"
    r"|\bkäsittelyä\b.{0,30}\b(?:jatketaan|jatkaa|jatkettavaksi|lykätään|lykätä)\b.{0,30}\b(?:seuraavassa|myöhem|tulevassa)|\bkäsittely\b.{0,20}\b(?:lykättiin|lykätään|siirrettiin|siirretään)\b",
    _I,
)
RETURNED = re.compile(
    r"\b(?:palautti|palautettiin|palautetaan|palauttaa|palauttaen|palautettu|palauttamista|palauttamisesta|palauttaminen)\b.{0,160}"
    r"\b(?:valmist|käsitel|käsittel|uudelleen|jatkovalm)"
    r"|\b(?:asia|asian|asiaa)\b.{0,60}\b(?:palaut(?:ti|ettiin|etaan|taa|taen|tamis))"
    r"|\b(?:palautti|palautettiin|palauttaa|palauttaen)\b.{0,40}\basia"
    r"|\båterremit\w+|\båterförvis\w+",
    _I,
)
REMOVED = re.compile(
    r"\b(?:poist|vede|veti|vetä)\w*\b.{0,80}\b(?:esitys|asia|kokous|käsittely)?list(?:alta|oilta)"
    r"|\b(?:esitys|asia)?listalta\b.{0,60}\b(?:poist|vede|veti|vetä)"
    r"|\b(?:vedettiin|veti|vetää|vetäytyi)\b.{0,60}\b(?:pois|asian|esityksen|ehdotuksen|päätösehdotuksen|takaisin)"
    r"|\b(?:asia|esitys|ehdotus|päätösehdotus)\b.{0,40}\b(?:vedettiin|peruttiin|peruutettiin)"
    r"|\bjätettiin käsittelemättä|\bei käsitelty\b"
    r"|\b(?:ärendet|paragrafen) (?:utgick|utgår|ströks|drogs)|\bfrån föredragningslistan|\butgick\b",
    _I,
)
REJECTED = re.compile(
    r"\b(?:hylättiin|hylkäsi|hylätä|hylkää|hylätään|hylänneen|hylkäämi\w+|ei hyväksyt\w*|ei hyväksynyt|förkast\w+|avslog\w*|avslå\w*)\b",
    _I,
)
NOT_THE_PROPOSAL = re.compile(
    r"oikaisuvaatim|valitu[skt]|vastaehdo|muutosehdo|muutosesit|lisäysehdo|palautusehdo|palautusesit|pöydällepano|hylkäysehdo|hylkäysesit|"
    r"aloit(?:e|te)|hakemu|anomu|vaatimu|väit(?:e|tee)|muistutu|pyyn|kantelu|pon(?:si|nen|net)|tarjou|huomautu|anmärkning|rättelse|besvär|"
    r"motion|ansök|anbud|begäran|kannanot|jäsen|valtuutettu",
    _I,
)
THE_PROPOSAL_REJECTED = re.compile(
    r"\b(?:päätös|pohja)ehdotu(?:s|ksen)\b[^.]{0,40}\b(?:hylättiin|hylätään|hylkää|hylkäsi)|\b(?:hylkäsi|hylättiin|hylätä)\b[^.]{0,30}\b(?:päätös|pohja)ehdotu"
    r"|\bhylk(?:äys|äämis)(?:ehdotus|esitys)\b[^.]{0,60}\b(?:hyväksyttiin|voitti|tuli)",
    _I,
)
APPLICATION = re.compile(r"hakemu|anomu|ansök", _I)
PROPOSAL_GRANTS = re.compile(r"\b(?:myöntä|hyväks|bevilja)\w*", _I)
REJECTS_IN_PROPOSAL = re.compile(
    r"\bhyl(?:kää|ätä|ätään|ätty)|\bförkast|\bavslå|\bei (?:myönn|hyväks|anneta|oteta|aiheuta)|\baiheellista\b", _I
)
APPROVES = re.compile(r"\b(?:hyväksy\w*|hyväksyä|päättää hyväks\w*|myön\w+|valit\w+|godkän\w+|bevilja\w*)\b", _I)

# "Asemakaavan muutosehdotus" is the proposal itself.
_COUNTER = r"(?<!kaavan )(?<!muutoksen )\b(?:vasta|muutos|lisäys)(?:ehdotus|esitys)"

PRESENTER_CHANGED = re.compile(
    r"\bmuute(?:tun|tulla|tulle|ttu|tussa) (?:pohja|päätös)?(?:ehdotu|esity)"
    r"|\b(?:esittelijä|esittelijän|[\w-]{0,40}(?:johtaja|päällikkö|sihteeri|johtajan|direktören)|föredragande\w*)\b[^.]{0,80}"
    r"\b(?:muut(?:ti|tama|taman|tanut|ettu|etun)|täydensi|korjasi|tarkensi|tarkisti|muuttaneen|ändrade|korjaama\w*|täydentämä\w*|tarkentama\w*|muuttamalla)\b[^.]{0,60}(?:ehdotu|esity|förslag)"
    r"|\b(?:uusi|uuden|tarkistettu|tarkistetun|korjattu|korjatun|täydennetty|täydennetyn|tarkennettu|tarkennetun) päätösehdotu"
    r"|\bändrade (?:besluts)?förslag",
    _I,
)
_CHANGES = r"(?:muutoks|lisäyks|täydennyks|tarkennuks|korjauks)\w+"
BODY_CHANGED = re.compile(
    r"\bmuut(?:en|oin) .{0,60}(?:ehdotu|esity|mukai|mukaan|hyväksy)|\bmuilta osin\b.{0,60}(?:ehdotu|esity|hyväksy)"
    rf"|\b(?:sillä|seuraav\w+|pien\w+|vähäis\w+|tehdy\w+|tekni\w+|mainitu\w+|esitetyi\w+|sovitu\w+)\b[^.]{{0,30}}\b{_CHANGES}"
    r"|\b(?:ehdotu|esity|hyväksyttiin)\w*\b[^.]{0,60}\b(?:muutettuna|lisättynä|täydennettynä|korjattuna|tarkennettuna|mutta|poiketen|poikkeavasti)\b"
    r"|\bmukaan\b[^.]{0,30}\b(?:mutta|muutettuna|kuitenkin)\b"
    r"|\b(?:kuitenkin siten|sillä erotuksella|siten muutettuna)\b|\bpoiketen\b[^.]{0,30}(?:ehdotu|esity)"
    r"|^(?:\w*ehdotus |esitys )?hyväksyttiin (?:yksimielisesti )?(?:siten|niin|kuitenkin|lisäten)\b"
    r"|\bmed (?:följande )?(?:ändring|tillägg)\w*|\bmotförslaget (?:godkändes|vann)",
    _I,
)
AMENDMENT_PASSED = re.compile(
    rf"\bhyväksyneen\b.{{0,60}}{_COUNTER}|{_COUNTER}\w*\b.{{0,80}}\b(?:hyväksyttiin|voitti|tuli)\b|\bhyväksyi\b.{{0,80}}{_COUNTER}".replace(
        "(?:ehdotus|esitys)", "(?:ehdotu|esity)\\w*"
    ),
    _I,
)
PROPOSAL_VOTED = re.compile(
    r"\bJAA-(?:ehdotus|esitys): ?(?:esityksen|ehdotuksen|esittelijän|pohja|päätösehdotu|\w{0,30}hallituksen|\w{0,30}lautakunnan)"
    r"|\bJA-förslag: ?(?:enligt|föredragand|\w{0,30}styrelsens)"
    r"|\bäänin?\b.{0,80}\b(?:päätös|pohja)(?:ehdotu|esity)|\b(?:päätös|pohja)(?:ehdotu|esity).{0,80}\bään(?:in|ellä)\b"
    r"|\bäänellä\b.{0,80}\bhyl(?:änneen|käsi|ättiin)\b",
    _I,
)
PROCEDURE_VOTE = re.compile(r"palautus|pöydälle|jatketaan|käsittelyä|julkisuu", _I)
VOTED = re.compile(
    r"\bäänin\b|\bäänellä\b|\bäänesty\w*|\bäänesti\b|\bäänestivät\b|\bjaa-ään\w+|\bomröst\w+|\bröster (?:mot|för)|\bäänten\b.{0,20}\btasan|\bpuheenjohtajan ään",
    _I,
)
UNANIMOUS = re.compile(r"\byksimieli|\benhälli", _I)
PROPOSAL_LOST = re.compile(
    rf"{_COUNTER}\b[^.]{{0,80}}\b(?:voitti|hyväksyttiin|tuli|sai enemmän)|"
    r"\b(?:hyväks\w+|päätti|tuli)\b[^.]{0,80}\bvasta(?:ehdotuksen|esityksen)\b|\bvastaehdotu(?:s|ksen) mukai|"
    r"\b(?:pohja|päätös)(?:ehdotus|esitys)\b[^.]{0,40}\bhävisi",
    _I,
)
JAA_EI = re.compile(r"\bjaa\b[^\d.;]{0,40}(\d{1,3})\b[^\d;]{0,300}?\bei\b[^\d.;]{0,40}(\d{1,3})\b", _I)

COUNTED_JAA_EI = re.compile(r"\b(\d{1,3}) (?:kpl )?jaa\b[^\d.;]{0,60}?\b(\d{1,3}) (?:kpl )?ei\b", _I)
"""The counts before the words: `4 JAA-ääntä ja 6 EI-ääntä`."""
_OFFICIAL = r"\b(?:esittelijän |puheenjohtajan |alkuperäi\w+ |pohja|päätös)(?:päätös|pohja)?(?:ehdotu|esity)\w*"
_OTHERS = r"\b\w*(?:ehdotu|esity)\w*"
_GOT = r"\b[^.;\d]{0,50}\b(\d{1,3}) ?ään\w*"
OFFICIAL_COUNTED = re.compile(rf"{_OFFICIAL}{_GOT}[^.;\d]{{0,80}}{_OTHERS}[^.;\d]{{0,50}}\b(\d{{1,3}})\b", _I)
OTHERS_COUNTED = re.compile(rf"{_OTHERS}{_GOT}[^.;\d]{{0,40}}{_OFFICIAL}[^.;\d]{{0,50}}\b(\d{{1,3}})\b", _I)
"""The votes of each proposal: `esittelijän ehdotus sai 3 ääntä ja Vuoren ehdotus 6 ääntä`, in either order."""

CHOSEN = re.compile(
    r"\b(?:valittiin|valitsi|valita|valitaan|valitsee|nimettiin|nimesi|nimetä|nimetään|nimeää|utsågs|utsåg|valdes|valde|valitaa?n|valituksi)\b",
    _I,
)
OFFICE = re.compile(
    r"\b(?:\w{0,40}(?:jäseneksi|jäseniksi|puheenjohtajaksi|puheenjohtajiksi|tarkastajaksi|tarkastajiksi|edustajaksi|edustajiksi|sihteeriksi|valtuutetuksi|"
    r"tilintarkastajaksi|ehdokkaaksi|johtajaksi|päälliköksi|luottamushenkilöksi|lautamieheksi|lautamiehiksi|äänestyslaskijaksi|ääntenlaskijoiksi|edustajat)|"
    r"\w{0,40}(?:virkaan|toimeen|tehtävään|virkasuhteeseen)|till (?:ledamot|ersättare|ordförande|protokolljusterare)\w*|protokolljusterare\w*|\w{0,40}tarkastajat)\b",
    _I,
)
TO_BODY = re.compile(
    r"\b\w{0,40}(?:lautakuntaan|toimikuntaan|jaostoon|hallitukseen|johtokuntaan|neuvostoon|toimielimeen|työryhmään|valiokuntaan|valtuustoon|jaokseen)\b|\bseuraavat (?:henkilöt|jäsenet|edustajat)\b"
    r"|\btill (?:medlemmar|ledamöter|ersättare|representant\w*)\b",
    _I,
)
"""Whom the names that follow are chosen into: `valitsi lautakuntaan seuraavat henkilöt:`."""
SUPPLIER = re.compile(r"\btoimittaj|\burako|\bpalveluntuottaj|\btarjou|\bleverantör|\bkonsulti|\bvaihtoehto", _I)

NOTED = re.compile(
    r"\b(?:merkittiin|merkitsi\w*|merkitään|merkitsee|merkitä|merkinnyt|saatettiin|annettiin|antecknade\w*|anteckna|tecknade\w*)\b.{0,120}"
    r"\b(?:tiedoksi|tietoon|tietoonsa|tiedokseen|kännedom)\b|\b(?:tiedoksi|tietoon)\b.{0,30}\b(?:merkittiin|merkitään|merkitsi)|^(?:asia )?tiedoksi\.?$|^merkittiin\.?$|"
    r"\btill kännedom\b.{0,40}|\bför kännedom\b|\bantecknade\b",
    _I,
)
LOST_MOTION = re.compile(
    r"\bpöydälle \d{1,2}\.\d{1,2}\.\d{4} (?:§|kokouksessa|pidetyssä)|\b(?:oli|on|ollut) (?:\w+ )?pöydälle \d|\braukes|\bjatke|\b(?:tulisi|pitäisi|olisi|vaati\w*|vaadi\w*|jos|mikäli)\b.{0,40}\bpalaut|\bei (?:jätetä|panna|palauteta)",
    _I,
)
"""A motion to table or return that fell, or an earlier tabling that is only recalled."""
OFFICIAL_PROPOSAL = re.compile(r"päätösehdo|pohjaehdo|esittelijän", _I)
TO_TABLE = re.compile(r"pöydäl|bordlä", _I)
TO_RETURN = re.compile(r"palaut|återremi", _I)
TO_REJECT = re.compile(r"hylä|hylkä|förkast|avslå", _I)
PASSED = re.compile(
    r"\b(?:hyväks\w+|ehdotuksen muka\w+|esityksen muka\w+|päätösehdotuksen muka\w+|ehdotuksen mukainen|enligt (?:besluts)?förslag\w*|godkän\w+|enhälli\w+|"
    r"päätti|päätettiin|päättää|päätetään|päättänyt|päätin|päätän|beslöt|beslutade|beslutar|besluter|beslöts|beslutades|"
    r"esitti|esittää|ehdottaa|ehdotti|antoi|antaa|annettiin|myönsi|myönnettiin|myöntää|myönnetään|totesi|toteaa|todettiin|vahvisti|vahvistettiin|vahvistaa|"
    r"osti|myi|myydään|myytiin|vuokrattiin|vuokrasi|kumosi|kumottiin|perusti|perustettiin|puolsi|puoltaa|puollettiin|lausui|lausuu|katsoi|katsottiin|betraktade|ansåg|valitsi|valittiin|"
    r"oikeutti|oikeutettiin|kehotti|kehottaa|kehotettiin|valtuutti|valtuuttaa|jatkoi|jatkettiin|sitoutui|hankkii|osallistuu|tilataan|julisti|julistettiin|"
    r"suoritettiin|toimitettiin|konstaterade\w*|föreslår|föreslog|beviljade\w*|gav|antogs|antog)\b",
    _I,
)
ACTS = re.compile(
    rf"^.{{0,40}}\b{_BODY}(?<!kokous) [a-zåäö]|\b(?!merkit|keskustel|kirjat)[a-zåäö]{{3,30}}(?:ttiin|taan|tään|daan|dään)\b|\bei [a-zåäö]{{3,20}}(?:ta|tä|tu|ty)\b|\b(?:beslut|valdes|gavs|godkänns)\b",
    _I,
)
"""Any deed of the body, told in verbs that no list holds whole."""
REFERS = re.compile(
    r"\b(?:ehdotu|esity|päätösehdotu|förslag)|^(?:hyväksyttiin|hyväksytty|yksimielisesti|hyväksyi yksimielisesti|godkändes|enhälligt)\b",
    _I,
)
TO_ANOTHER = re.compile(
    r"\b(?:esit(?:ti|tää|etään|ettiin|tävät)|ehdot(?:ti|taa|etaan|ettiin)|puolta[aen]\w*|puolsi|suositt\w+)\b[^.]{0,80}"
    r"\b\w{0,40}(?:valtuustolle|hallitukselle|lautakunnalle|johtokunnalle|jaostolle|yhtymäkokoukselle|yhtiökokoukselle|aluevaltuustolle|toimikunnalle)\b"
    r"|\b\w{0,40}(?:valtuustolle|hallitukselle|lautakunnalle)\b[^.]{0,30}\b(?:esitetään|ehdotetaan|esittää|ehdottaa|esitti|päätettäväksi|hyväksyttäväksi)"
    r"|\b(?:esit(?:ti|tää)|ehdot(?:ti|taa)),? (?:edelleen )?että (?:\w+ ){0,2}\w{0,40}valtuusto\b"
    r"|\bföresl(?:å|år|og|ås)\b[^.]{0,60}\b\w{0,30}(?:fullmäktige|styrelsen)\b"
    r"|\b(?:vie|viedään|saattaa|saatetaan|lähettää|lähetetään|esittää|esitetään|esitti|ehdottaa) [^.]{0,80}\b\w{0,30}(?:valtuuston|hallituksen|lautakunnan) (?:hyväksyttäväksi|päätettäväksi|vahvistettavaksi)",
    _I,
)
WISHES = re.compile(r"\b(?:toivomus)?(?:ponnet|ponsi|ponnen|ponsia|pontta|ponsien)\b|\bhemställningskläm", _I)
"""A council's wishes (toivomusponsi) go with its decision; their own words decide nothing."""
DECIDES_BESIDE = re.compile(r"\bhyväks\w+ (?!tiedoksi|merkit)|\bsamalla\b|\bgodkän\w+|\blisäksi\b", _I)
ONLY_REFERS = re.compile(r"ehdotu|esity|förslag|^yksimieli|\btotesi|\btodettiin|\bannettiin", _I)
HIGHEST = re.compile(r"valtuusto\b|fullmäktige\b|yhtymäkokous\b", _I)
