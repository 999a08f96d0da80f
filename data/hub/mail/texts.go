package mail

import (
	"strings"
	"text/template"

	"trastienda/app/problem"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// values are what stands in a letter.
type values struct{ Name, Agency, By, Code string }

// text is a letter in one language. Each tells what it is, what to do with it,
// and what to do for whoever did not ask for it.
type text struct{ subject, body string }

var texts = map[store.CodeKind]map[string]text{
	store.CodeReset: {
		"es-AR": {"Tu código para cambiar la contraseña", `Hola, {{.Name}}:

Alguien pidió cambiar la contraseña de tu usuario en {{.Agency}}. El código es:

    {{.Code}}

Escribilo en Trastienda, en "Olvidé mi contraseña". Sirve una sola vez y vence en 30 minutos.

Si no lo pediste, no hagas nada: tu contraseña sigue siendo la misma. No le pases este código a nadie.
`},
		"pt-BR": {"Seu código para trocar a senha", `Olá, {{.Name}}:

Alguém pediu para trocar a senha do seu usuário em {{.Agency}}. O código é:

    {{.Code}}

Digite-o no Trastienda, em "Esqueci minha senha". Serve uma única vez e vence em 30 minutos.

Se não foi você, não faça nada: sua senha continua a mesma. Não passe este código a ninguém.
`},
		"en": {"Your code for a new password", `Hello {{.Name}},

Somebody asked for a new password of your user at {{.Agency}}. The code is:

    {{.Code}}

Type it in Trastienda, at "Forgot my password". It works once and expires in 30 minutes.

If it was not you, do nothing: your password stays as it is. Give this code to nobody.
`},
	},
	store.CodeInvitation: {
		"es-AR": {"Te invitaron a {{.Agency}}", `Hola, {{.Name}}:

{{.By}} te invitó a trabajar en {{.Agency}} con Trastienda. Tu clave de invitación es:

    {{.Code}}

Escribila en Trastienda, en "Registrate", y elegí tu contraseña. Sirve una sola vez y vence a los 7 días.

Si no esperabas esta invitación, no hagas nada. No le pases esta clave a nadie.
`},
		"pt-BR": {"Você foi convidado para {{.Agency}}", `Olá, {{.Name}}:

{{.By}} convidou você para trabalhar em {{.Agency}} com o Trastienda. Sua chave de convite é:

    {{.Code}}

Digite-a no Trastienda, em "Cadastre-se", e escolha sua senha. Serve uma única vez e vence em 7 dias.

Se você não esperava este convite, não faça nada. Não passe esta chave a ninguém.
`},
		"en": {"You are invited to {{.Agency}}", `Hello {{.Name}},

{{.By}} invited you to work at {{.Agency}} with Trastienda. Your invitation key is:

    {{.Code}}

Type it in Trastienda, at "Register", and choose your password. It works once and expires in 7 days.

If you did not expect this invitation, do nothing. Give this key to nobody.
`},
	},
}

// letter writes a mail in its language, in the default one for any other.
func letter(m store.Mail, v values) connector.Letter {
	t, known := texts[m.Kind][m.Lang]
	if !known {
		t = texts[m.Kind][problem.Languages[0]]
	}
	return connector.Letter{To: m.Email, Subject: filled(t.subject, v), Text: filled(t.body, v)}
}

func filled(source string, v values) string {
	var b strings.Builder
	// The texts stand above and a test fills each of them.
	if err := template.Must(template.New("").Parse(source)).Execute(&b, v); err != nil {
		panic(err)
	}
	return b.String()
}
