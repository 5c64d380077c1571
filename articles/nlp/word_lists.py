"""Closed lists of English words that the rules for sources and speakers lean on, written by hand."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBJECT_PRONOUNS = _set("he she they it i we you who which that")
MALE = _set("he him his himself")
FEMALE = _set("she her hers herself")
PLURAL = _set("they them their theirs themselves we us our")
FIRST_PERSON = _set("i me my we us our")

DETERMINERS = _set(
    "the a an this that these those his her its their our my your some many most several few all both no "
    "any each every another other others one two three four five six seven eight nine ten dozens hundreds "
    "thousands more critics"
)
TITLES = _set(
    "mr mr. mrs mrs. ms ms. miss dr dr. sir dame lord lady prof prof. professor rev rev. reverend fr fr. "
    "sen sen. senator senators sens. rep rep. reps. representative congressman congresswoman gov gov. "
    "governor president prime minister premier chancellor vice mayor king queen prince princess pope "
    "cardinal bishop archbishop judge justice chief gen gen. general col col. colonel capt capt. captain "
    "lt lt. lieutenant sgt sgt. sergeant maj maj. major cmdr. commander adm adm. admiral officer "
    "detective inspector secretary attorney ambassador speaker leader chairman chairwoman chair director "
    "spokesman spokeswoman spokesperson candidate former ex-president then-president president-elect "
    "coach deputy minority majority whip democratic republican conservative labour russian u.s. us "
    "british american french german democrat pastor imam rabbi sheikh emir crown foreign defence defense "
    "finance interior home first state house senate nominee activist author actor actress singer founder "
    "co-founder ceo analyst strategist adviser advisor economist historian lawyer counsel frontrunner "
    "front-runner presumptive businessman billionaire mogul developer host anchor commentator columnist "
    "reporter journalist correspondent supreme court campaign manager co-chair superintendent "
    "commissioner treasurer rival opponent ally acting interim retired national security party white "
    "press staff communications senior top committee budget ranking member"
)

PERSON_NOUNS = _set(
    "spokesman spokeswoman spokesperson official officer leader senator congressman congresswoman "
    "minister president governor mayor chairman chairwoman director chief secretary lawyer attorney "
    "analyst expert professor doctor teacher student resident witness source aide adviser advisor "
    "strategist candidate nominee billionaire businessman mogul activist author judge lawmaker "
    "representative ambassador diplomat economist scientist researcher historian reporter journalist "
    "editor critic supporter voter man woman father mother son daughter brother sister husband wife "
    "friend neighbour neighbor colleague boss manager owner executive founder coach player captain singer "
    "actor actress writer host anchor commentator columnist pollster insider staffer operative delegate "
    "farmer driver worker nurse soldier general commander policeman detective prosecutor defendant victim "
    "veteran politician democrat republican conservative liberal socialist winner runner-up king queen "
    "prince princess pope bishop pastor priest imam rabbi boy girl child lady widow survivor inspector "
    "superintendent sheriff deputy premier chancellor speaker counsel consultant organizer organiser "
    "volunteer tycoon developer rival opponent frontrunner front-runner head dean curator fellow partner "
    "specialist assistant ex-wife ex-husband member chair co-founder co-chair advocate designer engineer "
    "agent broker trader banker pundit biographer theologian hopeful incumbent commissioner treasurer "
    "contender native moderator interviewer lieutenant sergeant delegate justice magistrate physician dr. surgeon "
    "mate niece nephew cousin aunt uncle grandfather grandmother stepson stepdaughter heiress heir pilot lecturer "
    "scholar academic psychologist psychiatrist technician blogger comedian filmmaker novelist poet musician "
    "artist banker accountant auditor trustee regulator legislator councilman councilwoman alderman envoy "
    "negotiator monarch dictator tyrant mobster suspect accuser plaintiff petitioner applicant survivor "
    "entrepreneur investor philanthropist stewardess athlete golfer boxer champion quarterback striker referee "
    "chef baker butcher carpenter plumber mechanic guard caretaker landlord tenant shopkeeper retiree pensioner "
    "immigrant refugee migrant boyfriend girlfriend fiance spouse parent teenager adult baby toddler stepfather "
    "stepmother godfather mentor predecessor successor counterpart surrogate aide-de-camp operative lobbyist "
    "ex-president vice-president frontman bassist rapper producer presenter broadcaster newsman anchorman "
    "ally employee backer donor protester demonstrator attendee bystander staffer insider "
    "businesswoman congressperson spokesperson critic columnist chairperson commentator"
)
# Whom else a role can mean: the first word stands for anybody known by one of the words after it.
ROLE_FAMILIES: dict[str, frozenset[str]] = {
    role: _set(also)
    for role, also in {
        "lawmaker": "senator representative congressman congresswoman legislator delegate assemblyman deputy mp",
        "legislator": "senator representative congressman congresswoman lawmaker delegate assemblyman",
        "congressman": "representative",
        "congresswoman": "representative",
        "representative": "congressman congresswoman",
        "politician": "senator representative congressman congresswoman governor mayor president minister candidate",
        "judge": "justice magistrate",
        "justice": "judge",
        "jurist": "judge justice",
        "candidate": "nominee contender hopeful frontrunner front-runner",
        "nominee": "candidate",
        "contender": "candidate nominee hopeful frontrunner front-runner",
        "hopeful": "candidate contender",
        "frontrunner": "candidate nominee",
        "front-runner": "candidate nominee",
        "doctor": "physician surgeon dr. gastroenterologist cardiologist psychiatrist",
        "physician": "doctor surgeon",
        "lawyer": "attorney counsel prosecutor",
        "attorney": "lawyer counsel prosecutor",
        "counsel": "lawyer attorney",
        "author": "writer novelist biographer historian",
        "writer": "author novelist columnist journalist",
        "journalist": "reporter correspondent columnist editor anchor",
        "reporter": "journalist correspondent",
        "host": "anchor presenter moderator",
        "anchor": "host",
        "professor": "scholar academic lecturer",
        "academic": "professor scholar lecturer",
        "scientist": "researcher physicist biologist chemist",
        "researcher": "scientist",
        "ex-wife": "wife",
        "ex-husband": "husband",
        "wife": "ex-wife",
        "husband": "ex-husband",
        "executive": "chairman chairwoman boss founder president ceo",
        "boss": "executive chairman chairwoman head",
        "chief": "head director",
        "head": "chief director chairman chairwoman",
        "businessman": "billionaire mogul tycoon developer executive entrepreneur",
        "billionaire": "businessman mogul tycoon developer investor",
        "mogul": "billionaire businessman tycoon developer",
        "tycoon": "billionaire businessman mogul developer",
        "spokesperson": "spokesman spokeswoman",
        "chair": "chairman chairwoman",
        "strategist": "adviser advisor consultant",
        "adviser": "advisor strategist aide",
        "aide": "adviser advisor strategist",
        "manager": "chief",
        "diplomat": "ambassador envoy",
        "soldier": "sergeant captain lieutenant private",
        "officer": "sergeant lieutenant captain detective policeman",
        "priest": "pastor bishop reverend",
        "pastor": "reverend minister",
    }.items()
}
FEMALE_NOUNS = _set(
    "woman women girl mother daughter sister wife widow spokeswoman congresswoman chairwoman actress "
    "queen princess lady businesswoman councilwoman grandmother aunt mrs mrs. ms ms. miss dame madam"
)
MALE_NOUNS = _set(
    "man men boy father son brother husband spokesman congressman actor king prince businessman "
    "councilman grandfather uncle policeman mr mr. sir lord pope"
)

ORGANIZATION_NOUNS = _set(
    "party committee campaign company agency department ministry government administration court council "
    "commission union association university college school institute foundation group organization "
    "organisation bank police army military navy force forces office bureau board team club league "
    "federation congress senate parliament house newspaper magazine network station website paper times "
    "post journal news tribune herald globe guardian telegraph coalition alliance movement center centre "
    "firm corporation inc inc. corp corp. ltd llc plc co. society church trust fund hospital authority "
    "service services regime kremlin pentagon white-house embassy mission hotel airline nato un eu fbi "
    "cia bbc cnn nbc abc cbs fox msnbc ap reuters afp npr observatory delegation panel jury cabinet "
    "intelligence ministers press politico"
)
DOCUMENT_NOUNS = _set(
    "report statement study survey poll memo letter email e-mail filing complaint lawsuit indictment "
    "affidavit document documents transcript article editorial headline op-ed book analysis review bill "
    "law resolution constitution ad tweet post message records data polls studies reports emails letters "
    "press-release release order manual"
)
GROUP_NOUNS = _set(
    "critics officials experts analysts diplomats supporters opponents democrats republicans voters "
    "residents witnesses people lawmakers senators aides advisers leaders sources some others many "
    "activists scientists researchers lawyers prosecutors families parents students workers troops "
    "conservatives liberals ministers members protesters observers economists reporters journalists "
    "authorities police"
)

PLACES = _set(
    "russia china iran iraq syria israel france germany britain england scotland wales ireland japan "
    "india pakistan ukraine turkey mexico canada australia egypt greece italy spain poland korea brazil "
    "washington moscow beijing london paris berlin brussels tehran damascus america europe kremlin cuba "
    "venezuela libya yemen afghanistan qatar jordan lebanon saudi arabia hungary sweden norway denmark "
    "finland iceland netherlands belgium austria switzerland portugal vietnam taiwan philippines"
)
STATES = _set(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
    "indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri "
    "montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont wisconsin wyoming"
) | frozenset(
    {
        "new hampshire",
        "new jersey",
        "new mexico",
        "new york",
        "north carolina",
        "north dakota",
        "rhode island",
    }
    | {"south carolina", "south dakota", "west virginia", "virginia"}
)
COUNTRIES = (
    PLACES - _set("washington moscow beijing london paris berlin brussels tehran damascus europe kremlin")
) | {
    "united states",
    "u.s.",
    "united kingdom",
    "u.k.",
    "north korea",
    "south korea",
    "saudi arabia",
    "new zealand",
    "south africa",
    "nigeria",
    "kenya",
    "ethiopia",
    "indonesia",
    "malaysia",
    "thailand",
    "singapore",
    "argentina",
    "colombia",
    "chile",
    "peru",
    "morocco",
    "algeria",
    "tunisia",
    "sudan",
    "somalia",
    "kuwait",
    "bahrain",
    "oman",
    "bangladesh",
    "nepal",
    "myanmar",
    "romania",
    "bulgaria",
    "serbia",
    "croatia",
    "greece",
    "georgia",
    "belarus",
    "lithuania",
    "latvia",
    "estonia",
}
DEMONYMS = _set(
    "russian chinese iranian iraqi syrian israeli french german british english scottish welsh irish "
    "japanese indian pakistani ukrainian turkish mexican canadian australian egyptian greek italian "
    "spanish polish korean brazilian american european muslim muslims christian jewish catholic african "
    "hispanic latino americans russians democrats republicans democratic republican gop"
)

WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight")
MONTHS = _set(
    "january february march april may june july august september october november december jan. feb. mar. "
    "apr. jun. jul. aug. sept. sep. oct. nov. dec."
)

PREPOSITIONS = _set(
    "in on at during to by after from via with about of for before into over under through against "
    "between among around without within amid despite upon near outside inside across since until toward "
    "towards alongside following regarding throughout like as"
)
SUBORDINATORS = _set(
    "that when while as after because if although though before since until unless whether where which "
    "who whom whose than so how why what even"
)
CONJUNCTIONS = _set("and but or nor yet so then plus")
INTRODUCTIONS = _set(
    "however meanwhile still instead moreover furthermore besides nevertheless nonetheless indeed thus "
    "therefore hence today yesterday later earlier finally eventually first second third speaking asked "
    "afterwards separately additionally similarly elsewhere recently now then once again perhaps maybe "
    "but and so or yet even on in at during by after before with without for since until under over from "
    "when while as if although though because despite given according to like unlike amid among through "
    "throughout of sunday monday tuesday wednesday thursday friday saturday only just here there where "
    "also responding referring citing noting describing appearing addressing reached pressed"
)
FINITE_VERBS = _set(
    "is are was were be been has have had does do did will would can could may might shall should must "
    "isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't didn't doesn't don't "
    "made makes make took takes take got gets get went goes go came comes come gave gives give saw sees "
    "see knew knows know kept keeps keep put left leaves leave led leads lead lost loses lose won wins "
    "win met meets meet ran runs run held holds hold stood stands stand began begins begin became becomes "
    "become brought brings fell falls rose rises grew grows sat sits spoke speaks spent spends sent sends "
    "built told tells said says felt thought wrote writes let lets set sets hit cut cuts seems seem "
    "seemed appears appear wants want needs need tried tries try shows show showed turned remains remain "
    "includes continues broke drew fought threw"
)
RELATIVES = _set("who which whom whose that")

FEMALE_NAMES = _set(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret "
    "sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca "
    "sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha "
    "katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce "
    "virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline "
    "martha gloria teresa ann anne sara madison frances kathryn janice jean abigail alice julia judy "
    "sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany "
    "charlotte marie kayla alexis lori hillary chelsea ivanka melania condoleezza nikki tulsi kamala "
    "elena sonia susana carly megyn maggie angie ellen jill jane claire valerie kate katie huma debbie "
    "dianne dina fiona gail gwen ingrid irene jan jenna jo joni kirsten kristen leslie loretta lucy lynn "
    "michele mia monica naomi nadia nina norma olga paula peggy penny rita robin rosa rose roxanne ruby "
    "sally sheila stacy sue sylvia tammy tina tracy vanessa wendy yvonne zoe angelina priya fatima aisha "
    "leila amina mei yuki greta svetlana tatiana natalia ekaterina marine ursula christiane nicola priti "
    "liz arlene yvette harriet kellyanne hope katrina kay lindsey-ann marsha marcia madeleine tamara "
    "elise terry kim dana lindsey krystal mariana bernadette "
    "erica erika roberta jeanne erin maureen jillian carole heidi laurie bonnie phyllis marla ivana caroline beverley "
    "lynne anita audrey becky beth brooke camille carla carmen cathy cecilia celia clara connie constance cindy daisy "
    "daphne dawn della delia edith eileen elaine eleanor elisabeth eliza ella eloise elsa erika estelle esther eva eve "
    "faith felicia felicity florence fran francesca gabrielle gabriela georgia geraldine ginger gladys gwendolyn "
    "harper hilary holly ida imogen inez irma isabel isabelle ivy jackie jacquelyn jasmine jeannie jenny jess jessie "
    "joanna joanne johanna josephine juanita juliana juliet june justine karin kara katharine kathy katy keisha "
    "kendra kimberley kristin kristina lara latoya lena leona lesley lily lola lorraine louisa louise lucia lucille "
    "lucinda luisa lydia mabel maeve mandy marcella margarita margot marian marianne maribel marina marisa marjorie "
    "marta maryam matilda maura maxine maya melinda mercedes meredith mildred millie mindy miranda miriam molly mona "
    "muriel nan nell nora noreen odette ophelia paige pat patrice patty paulina pauline pearl petra philippa phoebe "
    "polly rachael ramona raquel regina renee rhonda rosalind rosemary rosie rowena roxana sabrina sadie sandy "
    "saoirse selena serena shannon sheryl shelley shirin sian sienna simone sonja sonya susanna susannah suzanne "
    "suzy tabitha tania tanya tara tasha teri tessa thelma tiffany toni trina trisha trudy uma ursula valentina vera "
    "verity veronica vicky viola violet wanda wilma winifred winnie yasmin yolanda zahra zara zelda aaliyah adele "
    "adriana agnes alexandra alicia alison allison alyssa amelia anastasia anja annabel annette annie antonia "
    "april astrid aurora ava bella belinda bianca birgit blanca bridget bryony candace carolina deb deirdre dolores "
    "elsie emilia emilie emmeline esme farah fatma giulia gretchen hanna harriett helena helga henrietta ines iris "
    "jo-ann jodie josie kirsty layla leah leanne lilian lillian lisbeth livia lois ludmila mackenzie magdalena malala "
    "margaux mariam marlene mette milena miranda nadine nancie neera noor noura parveen rania roisin salma samira "
    "sana shireen siobhan sinead sofia sophie stella tess ulrike viktoria wendi xiomara yulia zainab zeynep khadija"
)
MALE_NAMES = _set(
    "james robert john michael david william richard joseph thomas charles christopher daniel matthew "
    "anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason "
    "jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel "
    "gregory alexander frank patrick raymond jack dennis jerry tyler aaron jose adam nathan henry douglas "
    "zachary peter kyle ethan walter noah jeremy christian keith roger terry gerald harold sean austin "
    "carl arthur lawrence dylan jesse jordan bryan billy joe bruce gabriel logan albert willie alan juan "
    "wayne elijah randy roy vincent ralph eugene russell bobby mason philip louis barack bernie ted marco "
    "jeb ben chris mike rand rick mitt newt bill tom tim jim bob dan steve greg jeff ken ron ray sam matt "
    "nick tony andy josh vladimir dmitry sergei sergey boris alexei mikhail ivan igor oleg bashar mohamed "
    "mohammed muhammad mohammad ahmed ali omar hassan hussein abu ibrahim yusuf abdul khalid osama recep "
    "emmanuel francois angel hugo luis carlos jorge pedro miguel antonio jean-claude ehud harry lindsey "
    "mitch orrin marty martin max lincoln hank rudy rudolph reince corey chuck cory kim ban xi li "
    "narendra shinzo malcolm nigel gordon ed alistair hamish ian neil simon stuart graham geoffrey colin "
    "derek trevor clive duncan ewan callum rory sadiq elon trey reid denis brett kurt karl hans jan pablo "
    "rafael roberto ricardo eduardo fernando diego alberto arturo dmitri pavel viktor yuri leon earl "
    "kelly dana leslie robin tracy clarence antonin luther eliot elliot lou ernest floyd fred glenn "
    "herman howard jay javier joel jon kirk lance lee leo lloyd marcus marvin maurice milton morgan neal "
    "norman oscar otto randall rex rob rod ross seth spencer stanley theodore todd travis troy victor "
    "vernon wesley abdel saif bret brad brent cliff clint craig dale darrell darren dave dean don doug "
    "drew evan gavin gene grant guy hal ira "
    "tad jake charlie al jared geoff marc barry alex dick robby rupert jimmy nate pete russ ari stan oliver eddie "
    "laurence warren harlan mitchell phil federico leonard freddy allan bernard norm curt tyrone saul tommy gilbert "
    "chad jaime brendan eli raul vin jeffery mo beau woodrow rahm adrian alec alejandro alfred ali alvin amos "
    "anders angus archie ari armando arnold artem arturo ashok avi axel barney bartholomew bernhard bertrand bjorn "
    "blake boyd bradley brady byron cameron carlton casey cecil cedric chester christoph claude clayton clifford "
    "colm conor conrad craig cyril damian damon danny darius darryl declan dermot desmond dexter dick dieter dirk "
    "dominic donnie dwayne dwight eamon eamonn edgar edmund edwin emil emilio enrique erik ernst errol esteban "
    "evgeny fabian felix ferdinand finn francesco francis francisco franz fraser freddie frederick friedrich garry "
    "georg giles giorgio giovanni giuseppe godfrey gustav guillermo gus gareth graeme guido gunther hamid hector "
    "heinrich henri henrik herbert hiroshi horace hubert humphrey hugh hussain ignacio imran isaac ismail ivo jacques "
    "jamal jarrod jasper jean-luc jean-marie jeremiah jerome joachim joao joaquin johan johannes johnny jon jonas "
    "jonny jordi josef julian julio julius jurgen kareem kaspar kazuo keir kelvin kenny klaus kofi konstantin kris "
    "kumar lars lech leonid les lewis liam lionel lorenzo luca lucas ludwig luke magnus manuel marcel marek mario "
    "marlon mathew matteo maurizio mauricio maximilian mehmet mel micah mick mickey miles milo milton mohamad mohan "
    "moritz murray mustafa nathaniel ned nicolas niels nikita nikolai nikolas noel olaf olivier orlando oswald owen "
    "paolo parker pascal percy perry petr pierre piers piotr quentin quincy raj rajesh ralf ramon raphael rashid "
    "rasheed ravi reggie reginald rene rhys ricky robbie robbin rodney rodrigo rodolfo roland rolf roman romano ross "
    "rowan rupert sami sandro sanjay santiago sebastian sergio seymour shane shaun sid sidney silvio solomon soren "
    "stefan stephan stewart stuart sunil sven ted terence terrence thierry thom tobias toby tomas trent trevor tristan "
    "tyrone ulrich umar valentin vernon viktor vince vivek vlad walid wallace wilfred will winston wolfgang xavier "
    "yasser yitzhak yves zac zach zack ahmad anwar arjun asif aziz bilal dong faisal farid habib haider hamza hiroki "
    "idris jin karim kenji khalil khizr mahmoud malik mansour nasser omer qasem rafiq saad saeed salman samir sanjeev "
    "shahid sheldon tariq wei yousef zaid merrick morton akhil gonzalo dante"
)

_ADVERBS = frozenset(
    "also later then once again still now just only even often always earlier sometimes since first long "
    "both all further soon too instead simply previously repeatedly recently reportedly finally publicly "
    "initially".split()
)
_NO_ADVERBS = FEMALE_NAMES | MALE_NAMES | frozenset("family ally italy molly polly reilly connolly".split())


def is_adverb(word: str) -> bool:
    """Whether `word` can stand between a subject and its verb."""
    return word in _ADVERBS or (len(word) > 4 and word.endswith("ly") and word not in _NO_ADVERBS)
