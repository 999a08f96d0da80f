package problem

// entries holds what every code says. Each detail tells what happened, what it
// means for the money, and what to do; nothing is claimed that the hub cannot
// know. A test checks that no code lacks a language.
var entries = map[Code]entry{
	InvalidRequest: {422, map[string]text{
		"es-AR": {"Pedido inválido", "El pedido tiene datos que faltan, sobran o no son válidos. No se hizo nada y no se movió dinero. Revisá los datos y volvé a intentar."},
		"pt-BR": {"Pedido inválido", "O pedido tem dados faltando, sobrando ou inválidos. Nada foi feito e nenhum dinheiro foi movido. Confira os dados e tente de novo."},
		"en":    {"Invalid request", "The request has data that is missing, unknown or not valid. Nothing was done and no money moved. Check the data and try again."},
	}},
	NotJSON: {400, map[string]text{
		"es-AR": {"El contenido no es JSON", "El contenido del pedido no se puede leer como JSON. No se hizo nada y no se movió dinero. Corregí el programa que lo envía."},
		"pt-BR": {"O conteúdo não é JSON", "O conteúdo do pedido não pode ser lido como JSON. Nada foi feito e nenhum dinheiro foi movido. Corrija o programa que o envia."},
		"en":    {"The body is not JSON", "The body of the request cannot be read as JSON. Nothing was done and no money moved. Correct the program that sends it."},
	}},
	BodyTooLarge: {413, map[string]text{
		"es-AR": {"Contenido demasiado grande", "El contenido del pedido supera el tamaño permitido. No se hizo nada y no se movió dinero. Enviá un contenido más chico."},
		"pt-BR": {"Conteúdo grande demais", "O conteúdo do pedido passa do tamanho permitido. Nada foi feito e nenhum dinheiro foi movido. Envie um conteúdo menor."},
		"en":    {"Body too large", "The body of the request is larger than allowed. Nothing was done and no money moved. Send a smaller body."},
	}},
	BodyTimeout: {408, map[string]text{
		"es-AR": {"El pedido llegó incompleto", "El contenido del pedido no terminó de llegar a tiempo. No se hizo nada y no se movió dinero. Revisá la conexión y volvé a intentar."},
		"pt-BR": {"O pedido chegou incompleto", "O conteúdo do pedido não terminou de chegar a tempo. Nada foi feito e nenhum dinheiro foi movido. Confira a conexão e tente de novo."},
		"en":    {"The request arrived incomplete", "The body of the request did not arrive in time. Nothing was done and no money moved. Check the connection and try again."},
	}},
	UnsupportedMedia: {415, map[string]text{
		"es-AR": {"Tipo de contenido no admitido", "El contenido del pedido no es de tipo application/json. No se hizo nada y no se movió dinero. Corregí el programa que lo envía."},
		"pt-BR": {"Tipo de conteúdo não aceito", "O conteúdo do pedido não é do tipo application/json. Nada foi feito e nenhum dinheiro foi movido. Corrija o programa que o envia."},
		"en":    {"Media type not supported", "The body of the request is not of type application/json. Nothing was done and no money moved. Correct the program that sends it."},
	}},
	BadCursor: {400, map[string]text{
		"es-AR": {"La página pedida no existe", "El cursor no corresponde a esta lista y este orden. Sólo se leyeron datos: no cambió nada y no se movió dinero. Volvé a pedir la lista desde el principio."},
		"pt-BR": {"A página pedida não existe", "O cursor não corresponde a esta lista e a esta ordem. Só houve leitura: nada mudou e nenhum dinheiro foi movido. Peça a lista de novo desde o início."},
		"en":    {"No such page", "The cursor does not belong to this list and order. This was only reading: nothing changed and no money moved. Ask for the list from its beginning."},
	}},
	BadSort: {422, map[string]text{
		"es-AR": {"Orden desconocido", "La lista no se puede ordenar por ese campo. Sólo se leyeron datos: no cambió nada y no se movió dinero. Elegí otro orden."},
		"pt-BR": {"Ordem desconhecida", "A lista não pode ser ordenada por esse campo. Só houve leitura: nada mudou e nenhum dinheiro foi movido. Escolha outra ordem."},
		"en":    {"Unknown order", "The list cannot be sorted by that field. This was only reading: nothing changed and no money moved. Choose another order."},
	}},
	NotFound: {404, map[string]text{
		"es-AR": {"No se encontró", "No existe o no está a tu alcance. No se hizo nada y no se movió dinero. Actualizá la lista y buscalo de nuevo."},
		"pt-BR": {"Não encontrado", "Não existe ou não está ao seu alcance. Nada foi feito e nenhum dinheiro foi movido. Atualize a lista e procure de novo."},
		"en":    {"Not found", "It does not exist or is not yours to see. Nothing was done and no money moved. Refresh the list and look again."},
	}},
	MethodNotAllowed: {405, map[string]text{
		"es-AR": {"Acción no permitida", "Esa dirección no admite esa acción. No se hizo nada y no se movió dinero. Corregí el programa que hace el pedido."},
		"pt-BR": {"Ação não permitida", "Esse endereço não aceita essa ação. Nada foi feito e nenhum dinheiro foi movido. Corrija o programa que faz o pedido."},
		"en":    {"Method not allowed", "This address does not take that method. Nothing was done and no money moved. Correct the program that asks."},
	}},
	BadCredentials: {401, map[string]text{
		"es-AR": {"No se pudo ingresar", "El correo o la contraseña no son correctos. No se movió dinero. Revisá los dos y volvé a intentar."},
		"pt-BR": {"Não foi possível entrar", "O e-mail ou a senha não estão corretos. Nenhum dinheiro foi movido. Confira os dois e tente de novo."},
		"en":    {"Could not sign in", "The e-mail or the password is not right. No money moved. Check both and try again."},
	}},
	TooManyAttempts: {429, map[string]text{
		"es-AR": {"Demasiados intentos", "Hubo demasiados intentos de ingreso. No se movió dinero. Esperá el tiempo indicado en Retry-After y volvé a intentar."},
		"pt-BR": {"Tentativas demais", "Houve tentativas de entrada demais. Nenhum dinheiro foi movido. Espere o tempo indicado em Retry-After e tente de novo."},
		"en":    {"Too many attempts", "There were too many attempts to sign in. No money moved. Wait for the time given in Retry-After and try again."},
	}},
	NoSession: {401, map[string]text{
		"es-AR": {"Hay que ingresar de nuevo", "La sesión no existe o venció. El pedido no se hizo y no se movió dinero por él. Ingresá de nuevo y repetilo."},
		"pt-BR": {"É preciso entrar de novo", "A sessão não existe ou venceu. O pedido não foi feito e nenhum dinheiro foi movido por ele. Entre de novo e repita."},
		"en":    {"Sign in again", "The session does not exist or has expired. The request was not carried out and moved no money. Sign in again and repeat it."},
	}},
	UserDeactivated: {401, map[string]text{
		"es-AR": {"Tu usuario está desactivado", "Un gerente desactivó tu usuario. El pedido no se hizo y no se movió dinero por él. Pedile a un gerente de la agencia que lo reactive."},
		"pt-BR": {"Seu usuário está desativado", "Um gerente desativou seu usuário. O pedido não foi feito e nenhum dinheiro foi movido por ele. Peça a um gerente da agência que o reative."},
		"en":    {"Your user is deactivated", "A manager deactivated your user. The request was not carried out and moved no money. Ask a manager of the agency to reactivate it."},
	}},
	Forbidden: {403, map[string]text{
		"es-AR": {"Sin permiso", "Tu rol no permite esta acción. No se hizo nada y no se movió dinero. Pedile a un responsable de la agencia que la haga."},
		"pt-BR": {"Sem permissão", "Seu perfil não permite esta ação. Nada foi feito e nenhum dinheiro foi movido. Peça a um gerente da agência que a faça."},
		"en":    {"Not permitted", "Your role does not permit this. Nothing was done and no money moved. Ask a manager of the agency to do it."},
	}},
	BadSignature: {401, map[string]text{
		"es-AR": {"Firma inválida", "El aviso no está firmado con la clave acordada, o su hora difiere en más de 5 minutos. No se guardó y no cambió nada. Revisá la clave y el reloj de quien lo envía."},
		"pt-BR": {"Assinatura inválida", "O aviso não está assinado com a chave combinada, ou sua hora difere em mais de 5 minutos. Não foi guardado e nada mudou. Confira a chave e o relógio de quem envia."},
		"en":    {"Bad signature", "The notice is not signed with the agreed secret, or its time is off by more than 5 minutes. It was not stored and nothing changed. Check the sender's secret and clock."},
	}},
	WrongPassword: {422, map[string]text{
		"es-AR": {"La contraseña actual no es correcta", "La contraseña actual que escribiste no es la de tu usuario. La contraseña no cambió y no se movió dinero. Escribila de nuevo."},
		"pt-BR": {"A senha atual não está correta", "A senha atual que você digitou não é a do seu usuário. A senha não mudou e nenhum dinheiro foi movido. Digite-a de novo."},
		"en":    {"The present password is not right", "The present password you typed is not your user's. The password did not change and no money moved. Type it again."},
	}},
	WeakPassword: {422, map[string]text{
		"es-AR": {"La contraseña nueva no sirve", "La contraseña nueva tiene menos de 8 caracteres o es demasiado larga. No se guardó y no se movió dinero. Elegí una de 8 caracteres o más."},
		"pt-BR": {"A senha nova não serve", "A senha nova tem menos de 8 caracteres ou é longa demais. Não foi guardada e nenhum dinheiro foi movido. Escolha uma de 8 caracteres ou mais."},
		"en":    {"The new password will not do", "The new password has fewer than 8 characters or is too long. It was not stored and no money moved. Choose one of 8 characters or more."},
	}},
	BadCode: {422, map[string]text{
		"es-AR": {"El código no sirve", "El código o la invitación no existe, ya se usó o venció. No cambió nada y no se movió dinero. Revisalo o pedí otro."},
		"pt-BR": {"O código não serve", "O código ou o convite não existe, já foi usado ou venceu. Nada mudou e nenhum dinheiro foi movido. Confira-o ou peça outro."},
		"en":    {"The code does not work", "The code or the invitation does not exist, was used already or has expired. Nothing changed and no money moved. Check it or ask for another."},
	}},
	UserInvalid: {422, map[string]text{
		"es-AR": {"Los datos de la persona no sirven", "Falta un correo o un nombre válido, o el rol y el agente no van juntos: quien es agente necesita uno de la agencia y nadie más lleva uno. No se hizo nada y no se movió dinero. Corregí los datos."},
		"pt-BR": {"Os dados da pessoa não servem", "Falta um e-mail ou um nome válido, ou o perfil e o agente não combinam: quem é agente precisa de um da agência e ninguém mais leva um. Nada foi feito e nenhum dinheiro foi movido. Corrija os dados."},
		"en":    {"The person's data will not do", "A valid e-mail or name is missing, or role and agent do not go together: an agent needs one of the agency and nobody else has one. Nothing was done and no money moved. Correct the data."},
	}},
	EmailTaken: {409, map[string]text{
		"es-AR": {"Ese correo ya tiene usuario", "Ya hay una persona de la agencia con ese correo. No se hizo nada y no se movió dinero. Buscala en la lista de usuarios."},
		"pt-BR": {"Esse e-mail já tem usuário", "Já existe uma pessoa da agência com esse e-mail. Nada foi feito e nenhum dinheiro foi movido. Procure-a na lista de usuários."},
		"en":    {"That e-mail has a user already", "Somebody of the agency has that e-mail already. Nothing was done and no money moved. Look for them in the list of users."},
	}},
	OwnAccount: {409, map[string]text{
		"es-AR": {"No podés desactivarte", "Nadie puede desactivar su propio usuario. No cambió nada y no se movió dinero. Pedile a otro responsable que lo haga."},
		"pt-BR": {"Você não pode se desativar", "Ninguém pode desativar o próprio usuário. Nada mudou e nenhum dinheiro foi movido. Peça a outro gerente que o faça."},
		"en":    {"You cannot deactivate yourself", "Nobody can deactivate their own user. Nothing changed and no money moved. Ask another manager to do it."},
	}},
	LastManager: {409, map[string]text{
		"es-AR": {"Es el último responsable", "La agencia se quedaría sin ningún responsable activo. No cambió nada y no se movió dinero. Nombrá primero a otra persona como responsable."},
		"pt-BR": {"É o último gerente", "A agência ficaria sem nenhum gerente ativo. Nada mudou e nenhum dinheiro foi movido. Nomeie antes outra pessoa como gerente."},
		"en":    {"This is the last manager", "The agency would be left without an active manager. Nothing changed and no money moved. Make somebody else a manager first."},
	}},
	NotRegistered: {409, map[string]text{
		"es-AR": {"Todavía no se registró", "Esa persona está invitada y todavía no se registró. No cambió nada y no se movió dinero. Anulá la invitación o invitala de nuevo con los datos correctos."},
		"pt-BR": {"Ainda não se cadastrou", "Essa pessoa foi convidada e ainda não se cadastrou. Nada mudou e nenhum dinheiro foi movido. Anule o convite ou convide-a de novo com os dados certos."},
		"en":    {"Not registered yet", "That person is invited and has not registered yet. Nothing changed and no money moved. Withdraw the invitation or invite them again with the right data."},
	}},
	UserInactive: {409, map[string]text{
		"es-AR": {"El usuario está desactivado", "Esa persona está desactivada y no puede ingresar. No cambió nada y no se movió dinero. Activala primero."},
		"pt-BR": {"O usuário está desativado", "Essa pessoa está desativada e não pode entrar. Nada mudou e nenhum dinheiro foi movido. Ative-a primeiro."},
		"en":    {"The user is not active", "That person is deactivated and cannot sign in. Nothing changed and no money moved. Activate them first."},
	}},
	TooManySettings: {409, map[string]text{
		"es-AR": {"Demasiadas cosas guardadas", "Ya guardaste todo lo que entra en el servidor. No se guardó y no se movió dinero. Quitá alguna vista u otra cosa guardada y volvé a intentar."},
		"pt-BR": {"Coisas guardadas demais", "Você já guardou tudo o que cabe no servidor. Não foi guardado e nenhum dinheiro foi movido. Remova alguma visão ou outra coisa guardada e tente de novo."},
		"en":    {"Too many things kept", "You have kept as much at the hub as fits. It was not stored and no money moved. Remove a view or something else you kept and try again."},
	}},
	KeyMissing: {400, map[string]text{
		"es-AR": {"Falta la clave del pedido", "El pedido no trae Idempotency-Key, que evita hacer dos veces lo mismo. No se hizo nada y no se movió dinero. Enviá una clave nueva por cada acción."},
		"pt-BR": {"Falta a chave do pedido", "O pedido não traz Idempotency-Key, que evita fazer a mesma coisa duas vezes. Nada foi feito e nenhum dinheiro foi movido. Envie uma chave nova para cada ação."},
		"en":    {"The request's key is missing", "The request carries no Idempotency-Key, which keeps one act from happening twice. Nothing was done and no money moved. Send a new key for every act."},
	}},
	KeyInvalid: {400, map[string]text{
		"es-AR": {"Clave del pedido inválida", "Idempotency-Key debe tener de 1 a 255 caracteres imprimibles, con o sin comillas. No se hizo nada y no se movió dinero. Corregí la clave y volvé a enviar."},
		"pt-BR": {"Chave do pedido inválida", "Idempotency-Key deve ter de 1 a 255 caracteres imprimíveis, com ou sem aspas. Nada foi feito e nenhum dinheiro foi movido. Corrija a chave e envie de novo."},
		"en":    {"The request's key is not valid", "Idempotency-Key must be 1 to 255 printable characters, quoted or bare. Nothing was done and no money moved. Correct the key and send again."},
	}},
	KeyReused: {422, map[string]text{
		"es-AR": {"La clave ya se usó para otra cosa", "Esa clave pertenece a otro pedido o a otra persona. Este pedido no se hizo y no movió dinero. Enviá este pedido con una clave nueva."},
		"pt-BR": {"A chave já foi usada para outra coisa", "Essa chave pertence a outro pedido ou a outra pessoa. Este pedido não foi feito e não moveu dinheiro. Envie este pedido com uma chave nova."},
		"en":    {"The key was used for something else", "That key belongs to another request or to another person. This request was not carried out and moved no money. Send it with a new key."},
	}},
	InProgress: {409, map[string]text{
		"es-AR": {"El pedido sigue en curso", "El mismo pedido ya está en curso. No se hará dos veces, y todavía no se sabe cómo termina. Esperá unos segundos y volvé a preguntar con la misma clave."},
		"pt-BR": {"O pedido continua em andamento", "O mesmo pedido já está em andamento. Não será feito duas vezes, e ainda não se sabe como termina. Espere alguns segundos e pergunte de novo com a mesma chave."},
		"en":    {"The request is still running", "The same request is already running. It will not be done twice, and how it ends is not known yet. Wait some seconds and ask again with the same key."},
	}},
	NothingToRetry: {409, map[string]text{
		"es-AR": {"No hay nada que reintentar", "La compra ya está completa o nunca puede enviarse. Este pedido no envió saldo. Actualizá la lista para ver su estado."},
		"pt-BR": {"Não há nada a tentar de novo", "A compra já está completa ou nunca pode ser enviada. Este pedido não enviou saldo. Atualize a lista para ver o estado."},
		"en":    {"Nothing to retry", "The purchase is already complete or may never be sent. This request sent no balance. Refresh the list to see its state."},
	}},
	VersionMissing: {428, map[string]text{
		"es-AR": {"Falta la versión", "El pedido no dice en If-Match qué versión del registro cambia. No se hizo nada y no se movió dinero. Leé el registro y enviá su ETag."},
		"pt-BR": {"Falta a versão", "O pedido não diz em If-Match que versão do registro altera. Nada foi feito e nenhum dinheiro foi movido. Leia o registro e envie seu ETag."},
		"en":    {"The version is missing", "The request does not say in If-Match which version of the record it changes. Nothing was done and no money moved. Read the record and send its ETag."},
	}},
	VersionConflict: {412, map[string]text{
		"es-AR": {"Alguien lo cambió antes", "El registro cambió desde que lo viste. Tu cambio no se guardó y no se movió dinero. Mirá cómo quedó y decidí si lo repetís."},
		"pt-BR": {"Alguém alterou antes", "O registro mudou desde que você o viu. Sua alteração não foi gravada e nenhum dinheiro foi movido. Veja como ficou e decida se a repete."},
		"en":    {"Somebody changed it first", "The record changed since you saw it. Your change was not stored and no money moved. Look at it as it is now and decide whether to repeat the change."},
	}},
	CurrencyInUse: {409, map[string]text{
		"es-AR": {"La moneda ya está en uso", "La agencia ya tiene compras en su moneda y no se puede cambiar por otra. No se guardó nada y no se movió dinero. Dejá la moneda como estaba."},
		"pt-BR": {"A moeda já está em uso", "A agência já tem compras na sua moeda e não é possível trocá-la. Nada foi gravado e nenhum dinheiro foi movido. Deixe a moeda como estava."},
		"en":    {"The currency is in use", "The agency has purchases in its currency already, so it cannot be changed. Nothing was stored and no money moved. Leave the currency as it was."},
	}},
	SecondPersonNeeded: {403, map[string]text{
		"es-AR": {"Hace falta otra persona", "Lo que propusiste vos lo tiene que decidir otra persona. No cambió nada y no se movió dinero. Pedile a otro gerente de la agencia que lo apruebe o lo rechace, o retirá tu propuesta."},
		"pt-BR": {"É preciso outra pessoa", "O que você propôs tem de ser decidido por outra pessoa. Nada mudou e nenhum dinheiro foi movido. Peça a outro gerente da agência que aprove ou rejeite, ou retire sua proposta."},
		"en":    {"Another person is needed", "What you proposed has to be decided by another person. Nothing changed and no money moved. Ask another manager of the agency to approve or reject it, or withdraw your proposal."},
	}},
	SecondPersonVouched: {403, map[string]text{
		"es-AR": {"Hace falta otra persona", "De vos y de quien lo propuso, uno entró con la invitación o el código de contraseña que le dio el otro: para el hub pueden ser la misma persona. No cambió nada y no se movió dinero. Pedile a otro gerente que lo decida; si no hay, quien recibió la invitación o el código tiene que poner una contraseña nueva con un código que le llegue por correo."},
		"pt-BR": {"É preciso outra pessoa", "Entre você e quem propôs, um entrou com o convite ou o código de senha que o outro lhe deu: para o hub podem ser a mesma pessoa. Nada mudou e nenhum dinheiro foi movido. Peça a outro gerente que decida; se não houver, quem recebeu o convite ou o código tem de definir uma senha nova com um código que receba por e-mail."},
		"en":    {"Another person is needed", "Of you and whoever proposed it, one came in with the invitation or the password code that the other gave: to the hub you may be the same person. Nothing changed and no money moved. Ask another manager to decide it; if there is none, whoever got the invitation or the code has to set a new password with a code that comes by mail."},
	}},
	ProposalOfAnother: {409, map[string]text{
		"es-AR": {"Hay una propuesta de otra persona", "Otra persona ya propuso qué hacer y falta decidirlo. Tu pedido no cambió nada y no se movió dinero. Un gerente la puede aprobar o rechazar, o la puede retirar quien la hizo."},
		"pt-BR": {"Há uma proposta de outra pessoa", "Outra pessoa já propôs o que fazer e falta decidir. Seu pedido não mudou nada e nenhum dinheiro foi movido. Um gerente pode aprová-la ou rejeitá-la, ou quem a fez pode retirá-la."},
		"en":    {"Somebody else proposed something", "Another person proposed what to do and it is not decided yet. Your request changed nothing and no money moved. A manager can approve or reject it, or whoever made it can withdraw it."},
	}},
	NothingProposed: {409, map[string]text{
		"es-AR": {"No hay nada propuesto", "Nadie propuso nada, o ya se decidió. No cambió nada y no se movió dinero. Actualizá la lista para ver cómo quedó."},
		"pt-BR": {"Não há nada proposto", "Ninguém propôs nada, ou já foi decidido. Nada mudou e nenhum dinheiro foi movido. Atualize a lista para ver como ficou."},
		"en":    {"Nothing is proposed", "Nobody proposed anything, or it was decided already. Nothing changed and no money moved. Refresh the list to see how it ended."},
	}},
	ReasonMissing: {422, map[string]text{
		"es-AR": {"Falta el motivo", "Para cerrar un aviso o rechazar una propuesta hay que decir por qué. No cambió nada y no se movió dinero. Escribí el motivo y volvé a enviarlo."},
		"pt-BR": {"Falta o motivo", "Para encerrar um aviso ou rejeitar uma proposta é preciso dizer por quê. Nada mudou e nenhum dinheiro foi movido. Escreva o motivo e envie de novo."},
		"en":    {"The reason is missing", "Closing a notice or rejecting a proposal needs a reason. Nothing changed and no money moved. Write the reason and send it again."},
	}},
	ExceptionClosed: {409, map[string]text{
		"es-AR": {"El aviso ya está resuelto", "Ese aviso ya se asignó o se cerró. Tu pedido no cambió nada y no se movió dinero por él. Actualizá la lista para ver cómo quedó."},
		"pt-BR": {"O aviso já está resolvido", "Esse aviso já foi atribuído ou encerrado. Seu pedido não mudou nada e nenhum dinheiro foi movido por ele. Atualize a lista para ver como ficou."},
		"en":    {"The notice is resolved already", "That notice was assigned or closed already. Your request changed nothing and moved no money. Refresh the list to see how it ended."},
	}},
	NotAssignable: {409, map[string]text{
		"es-AR": {"Este aviso sólo se puede cerrar", "Sólo se asigna un aviso de un PSR desconocido: con los demás el saldo podría salir dos veces o sin pago. No cambió nada y no se movió dinero. Cerralo con un motivo."},
		"pt-BR": {"Este aviso só pode ser encerrado", "Só se atribui um aviso de um PSR desconhecido: com os demais o saldo poderia sair duas vezes ou sem pagamento. Nada mudou e nenhum dinheiro foi movido. Encerre-o com um motivo."},
		"en":    {"This notice can only be closed", "Only the notice of an unknown PSR is assigned: with others the balance could go out twice or without a payment. Nothing changed and no money moved. Close it with a reason."},
	}},
	PurchaseExists: {409, map[string]text{
		"es-AR": {"Ese pago ya tiene su compra", "Ya existe una compra con la referencia de este pago; otra enviaría el saldo dos veces. No cambió nada y no se movió dinero. Buscá esa compra y cerrá este aviso con un motivo."},
		"pt-BR": {"Esse pagamento já tem sua compra", "Já existe uma compra com a referência deste pagamento; outra enviaria o saldo duas vezes. Nada mudou e nenhum dinheiro foi movido. Procure essa compra e encerre este aviso com um motivo."},
		"en":    {"That payment has its purchase already", "A purchase with this payment's reference exists; another one would send the balance twice. Nothing changed and no money moved. Look for that purchase and close this notice with a reason."},
	}},
	PSRUnknown: {422, map[string]text{
		"es-AR": {"No hay un punto de venta con ese PSR", "La agencia no tiene un punto de venta con ese PSR. No cambió nada y no se movió dinero. Elegí otro de la lista."},
		"pt-BR": {"Não há um ponto de venda com esse PSR", "A agência não tem um ponto de venda com esse PSR. Nada mudou e nenhum dinheiro foi movido. Escolha outro da lista."},
		"en":    {"No point of sale has that PSR", "The agency has no point of sale with that PSR. Nothing changed and no money moved. Choose another one of the list."},
	}},
	PSRMisfit: {422, map[string]text{
		"es-AR": {"El pago no fue para ese punto de venta", "El dinero fue a otra cuenta o es de otra moneda que la del agente de ese punto de venta, o su monto o su estado no sirven. No cambió nada y no se movió dinero. Elegí un punto de venta del agente que lo recibió, o cerrá el aviso."},
		"pt-BR": {"O pagamento não foi para esse ponto de venda", "O dinheiro foi para outra conta ou é de outra moeda que a do agente desse ponto de venda, ou seu valor ou estado não servem. Nada mudou e nenhum dinheiro foi movido. Escolha um ponto de venda do agente que o recebeu, ou encerre o aviso."},
		"en":    {"The payment was not for that point of sale", "The money went to another account or is of another currency than that of the agent of that point of sale, or its amount or status will not do. Nothing changed and no money moved. Choose a point of sale of the agent who received it, or close the notice."},
	}},
	NoBank: {409, map[string]text{
		"es-AR": {"El agente no tiene CBU aprobado", "El agente de este punto de venta no tiene un CBU o CVU aprobado que reciba el dinero. No se hizo nada y no se movió dinero. Ponete en contacto con el vendedor para que lo cargue."},
		"pt-BR": {"O agente não tem CBU aprovado", "O agente deste ponto de venda não tem um CBU ou CVU aprovado que receba o dinheiro. Nada foi feito e nenhum dinheiro foi movido. Fale com o vendedor para que ele o cadastre."},
		"en":    {"The agent has no approved CBU", "The agent of this point of sale has no approved CBU or CVU to receive the money. Nothing was done and no money moved. Ask the seller to enter it."},
	}},
	AgentInactive: {409, map[string]text{
		"es-AR": {"El agente no está activo", "El agente de este punto de venta está dado de baja. No se hizo nada y no se movió dinero. Consultá con la agencia."},
		"pt-BR": {"O agente não está ativo", "O agente deste ponto de venda está desativado. Nada foi feito e nenhum dinheiro foi movido. Consulte a agência."},
		"en":    {"The agent is not active", "The agent of this point of sale is deactivated. Nothing was done and no money moved. Ask the agency."},
	}},
	AmountOutOfRange: {422, map[string]text{
		"es-AR": {"Monto fuera de los límites", "El monto es menor que el mínimo o mayor que el máximo de una compra. No se hizo nada y no se movió dinero. Elegí otro monto."},
		"pt-BR": {"Valor fora dos limites", "O valor é menor que o mínimo ou maior que o máximo de uma compra. Nada foi feito e nenhum dinheiro foi movido. Escolha outro valor."},
		"en":    {"Amount outside the limits", "The amount is less than the least or more than the most of one purchase. Nothing was done and no money moved. Choose another amount."},
	}},
	PurchaseChanged: {412, map[string]text{
		"es-AR": {"La compra cambió", "La tasa, los datos bancarios o el punto de venta cambiaron desde que se mostró la compra. No se envió nada y no se movió dinero. Revisá los datos nuevos y confirmá otra vez."},
		"pt-BR": {"A compra mudou", "A taxa, os dados bancários ou o ponto de venda mudaram desde que a compra foi mostrada. Nada foi enviado e nenhum dinheiro foi movido. Confira os dados novos e confirme outra vez."},
		"en":    {"The purchase has changed", "The rate, the bank data or the point of sale changed since the purchase was shown. Nothing was sent and no money moved. Look at the new data and confirm again."},
	}},
	PurchaseJustStarted: {409, map[string]text{
		"es-AR": {"Ya se inició una compra igual", "Hace un momento se inició una compra del mismo monto para este punto de venta, o todavía no se sabe si se pagó. No se envió otra y no se movió más dinero. Mirá cómo terminó antes de comprar de nuevo."},
		"pt-BR": {"Uma compra igual já foi iniciada", "Há pouco foi iniciada uma compra do mesmo valor para este ponto de venda, ou ainda não se sabe se foi paga. Outra não foi enviada e nenhum outro dinheiro foi movido. Veja como ela terminou antes de comprar de novo."},
		"en":    {"An equal purchase was just started", "A purchase of the same amount for this point of sale was started a moment ago, or it is not known yet whether it was paid. No other one was sent and no more money moved. See how it ended before buying again."},
	}},
	StartNotOpen: {409, map[string]text{
		"es-AR": {"Esta compra no espera un PIN", "La compra ya se está enviando en otra ventana, o ya terminó. No se envió otra vez y no se movió más dinero. Mirá en la lista de compras cómo quedó."},
		"pt-BR": {"Esta compra não espera um PIN", "A compra já está sendo enviada em outra janela, ou já terminou. Não foi enviada outra vez e nenhum outro dinheiro foi movido. Veja na lista de compras como ficou."},
		"en":    {"This purchase waits for no PIN", "The purchase is being sent in another window, or is over. It was not sent again and no more money moved. See in the list of purchases how it ended."},
	}},
	WalletNoSession: {409, map[string]text{
		"es-AR": {"No hay sesión en la billetera", "El titular de la billetera de este punto de venta no ingresó en ella. Sólo se preguntó: no se movió dinero. Ingresá en la billetera y volvé a consultar."},
		"pt-BR": {"Não há sessão na carteira", "O titular da carteira deste ponto de venda não entrou nela. Só foi uma pergunta: nenhum dinheiro foi movido. Entre na carteira e consulte de novo."},
		"en":    {"No session in the wallet", "The holder of this point of sale's wallet is not signed in there. It was only asked: no money moved. Sign in to the wallet and ask again."},
	}},
	NotClosable: {409, map[string]text{
		"es-AR": {"Esta compra no se puede cerrar así", "La compra está completa, todavía sigue su curso o no se sabe si su saldo o su pago salieron. No cambió nada y no se movió dinero. Esperá a que se sepa, o reintentala."},
		"pt-BR": {"Esta compra não pode ser encerrada assim", "A compra está completa, ainda segue seu curso ou não se sabe se seu saldo ou seu pagamento saíram. Nada mudou e nenhum dinheiro foi movido. Espere até que se saiba, ou tente a compra de novo."},
		"en":    {"This purchase cannot be closed like that", "The purchase is complete, is still on its way, or it is not known whether its balance or its payment went out. Nothing changed and no money moved. Wait until it is known, or retry it."},
	}},
	PurchaseClosed: {409, map[string]text{
		"es-AR": {"La compra está cerrada", "Dos personas cerraron esta compra a mano, así que no se envía más nada por ella. No se hizo nada y no se movió dinero. Mirá el motivo en la compra."},
		"pt-BR": {"A compra está encerrada", "Duas pessoas encerraram esta compra à mão, então nada mais é enviado por ela. Nada foi feito e nenhum dinheiro foi movido. Veja o motivo na compra."},
		"en":    {"The purchase is closed", "Two people closed this purchase by hand, so nothing more is sent for it. Nothing was done and no money moved. See the reason in the purchase."},
	}},
	MustRefetch: {410, map[string]text{
		"es-AR": {"Hay que volver a cargar los datos", "La copia local ya no se puede actualizar desde ese punto. Sólo se leyeron datos: no cambió nada y no se movió dinero. Volvé a cargar todo desde el principio."},
		"pt-BR": {"É preciso recarregar os dados", "A cópia local não pode mais ser atualizada a partir desse ponto. Só houve leitura: nada mudou e nenhum dinheiro foi movido. Recarregue tudo desde o início."},
		"en":    {"The data must be loaded again", "The local copy can no longer be brought up to date from that point. This was only reading: nothing changed and no money moved. Load everything from the beginning."},
	}},
	NotConfigured: {503, map[string]text{
		"es-AR": {"Sistema externo sin configurar", "El sistema externo que hace falta no está configurado en este servidor. No se le envió nada y no se movió dinero. Pedile al administrador que lo configure."},
		"pt-BR": {"Sistema externo não configurado", "O sistema externo necessário não está configurado neste servidor. Nada foi enviado a ele e nenhum dinheiro foi movido. Peça ao administrador que o configure."},
		"en":    {"Outside system not configured", "The outside system that is needed is not configured at this hub. Nothing was sent to it and no money moved. Ask the administrator to configure it."},
	}},
	ChainBroken: {409, map[string]text{
		"es-AR": {"La auditoría de la compra fue alterada", "Un eslabón de la auditoría de esta compra no coincide con su huella: alguien lo cambió en la base de datos. No se firmó ningún paquete y no se movió dinero. Avisá al administrador: trastienda hub audit verify dice cuál es."},
		"pt-BR": {"A auditoria da compra foi alterada", "Um elo da auditoria desta compra não bate com a sua impressão: alguém o mudou no banco de dados. Nenhum pacote foi assinado e nenhum dinheiro foi movido. Avise o administrador: trastienda hub audit verify diz qual é."},
		"en":    {"The purchase's audit was altered", "A link of this purchase's audit does not give its hash: somebody changed it in the database. No pack was signed and no money moved. Tell the administrator: trastienda hub audit verify names the link."},
	}},
	OutsideRefused: {502, map[string]text{
		"es-AR": {"El sistema externo rechazó la consulta", "El sistema externo contestó que no a la consulta. Sólo se preguntó: no se movió dinero. Revisá los datos del agente o avisá al administrador."},
		"pt-BR": {"O sistema externo recusou a consulta", "O sistema externo respondeu que não à consulta. Só foi uma pergunta: nenhum dinheiro foi movido. Confira os dados do agente ou avise o administrador."},
		"en":    {"The outside system refused the question", "The outside system said no to the question. It was only asked: no money moved. Check the agent's data or tell the administrator."},
	}},
	OutsideNoAnswer: {504, map[string]text{
		"es-AR": {"El sistema externo no contestó", "El sistema externo no contestó a tiempo. Sólo se preguntó: no se movió dinero, y el dato pedido no se conoce. Volvé a consultar en unos minutos."},
		"pt-BR": {"O sistema externo não respondeu", "O sistema externo não respondeu a tempo. Só foi uma pergunta: nenhum dinheiro foi movido, e o dado pedido não é conhecido. Consulte de novo em alguns minutos."},
		"en":    {"The outside system did not answer", "The outside system did not answer in time. It was only asked: no money moved, and what was asked is not known. Ask again in some minutes."},
	}},
	OutsideBadAnswer: {502, map[string]text{
		"es-AR": {"El sistema externo contestó algo que no se entiende", "La respuesta del sistema externo no es la acordada. Sólo se preguntó: no se movió dinero, y el dato pedido no se conoce. Volvé a consultar y, si sigue, avisá al administrador."},
		"pt-BR": {"O sistema externo respondeu algo que não se entende", "A resposta do sistema externo não é a combinada. Só foi uma pergunta: nenhum dinheiro foi movido, e o dado pedido não é conhecido. Consulte de novo e, se continuar, avise o administrador."},
		"en":    {"The outside system's answer is not understood", "The outside system's answer is not the agreed one. It was only asked: no money moved, and what was asked is not known. Ask again and, if it goes on, tell the administrator."},
	}},
	Busy: {503, map[string]text{
		"es-AR": {"El servidor está ocupado", "El servidor no pudo contestar a tiempo. No se sabe si el pedido quedó registrado; con la misma clave no se hará dos veces. Esperá unos segundos y consultá el estado antes de repetirlo."},
		"pt-BR": {"O servidor está ocupado", "O servidor não conseguiu responder a tempo. Não se sabe se o pedido ficou registrado; com a mesma chave não será feito duas vezes. Espere alguns segundos e consulte o estado antes de repetir."},
		"en":    {"The hub is busy", "The hub could not answer in time. Whether the request was recorded is not known; with the same key it will not be done twice. Wait some seconds and look at its state before repeating it."},
	}},
	DatabaseDown: {503, map[string]text{
		"es-AR": {"El servidor no llega a su base de datos", "El servidor contesta, pero su base de datos no. No se sabe si el pedido quedó registrado; con la misma clave no se hará dos veces. Esperá unos minutos y consultá el estado antes de repetirlo; si sigue, avisá al administrador."},
		"pt-BR": {"O servidor não alcança o seu banco de dados", "O servidor responde, mas o banco de dados não. Não se sabe se o pedido ficou registrado; com a mesma chave não será feito duas vezes. Espere alguns minutos e consulte o estado antes de repetir; se continuar, avise o administrador."},
		"en":    {"The hub cannot reach its database", "The hub answers and its database does not. Whether the request was recorded is not known; with the same key it will not be done twice. Wait some minutes and look at its state before repeating it; if it goes on, tell the administrator."},
	}},
	StorageFull: {507, map[string]text{
		"es-AR": {"Sin espacio en el servidor", "El servidor no tiene espacio para guardar. Lo que no se pudo guardar no se hizo, y lo guardado antes sigue intacto. Avisá al administrador y repetí con la misma clave cuando haya espacio."},
		"pt-BR": {"Sem espaço no servidor", "O servidor não tem espaço para gravar. O que não pôde ser gravado não foi feito, e o que foi gravado antes continua intacto. Avise o administrador e repita com a mesma chave quando houver espaço."},
		"en":    {"The hub has no room", "The hub has no room left to store. What could not be stored was not done, and what was stored before is intact. Tell the administrator and repeat with the same key once there is room."},
	}},
	Internal: {500, map[string]text{
		"es-AR": {"Error del servidor", "Algo falló en el servidor. No se sabe si el pedido quedó registrado; con la misma clave no se hará dos veces. Consultá el estado antes de repetirlo y citá el número de este error."},
		"pt-BR": {"Erro do servidor", "Algo falhou no servidor. Não se sabe se o pedido ficou registrado; com a mesma chave não será feito duas vezes. Consulte o estado antes de repetir e cite o número deste erro."},
		"en":    {"Hub error", "Something failed at the hub. Whether the request was recorded is not known; with the same key it will not be done twice. Look at its state before repeating it, and quote the number of this error."},
	}},
}
